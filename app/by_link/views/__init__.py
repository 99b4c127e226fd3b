"""Pages for people without an account, and the page on which offices see the links of a case."""
