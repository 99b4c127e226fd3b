"""«Übersicht»: who waits for whom and since when, and who has how much, for the coordination office and for leads."""
