"""What was handed in, kept in words: the papers of a case."""
