"""«Übersicht»: the open tasks by whom they wait for and by person, for the coordination office and for leads."""
