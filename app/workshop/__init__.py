"""«Werkstatt»: process owners change procedures as drafts, check them and put them into service. They see no case."""
