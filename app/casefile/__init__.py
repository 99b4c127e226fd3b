"""The pages of a case: the list, one case with its papers, opening one, the recall list."""
