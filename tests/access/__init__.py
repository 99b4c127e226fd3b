"""Rights as one readable table (`table`), and a walk through every page that compares."""
