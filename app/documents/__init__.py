"""The papers of a case: every form that was handed in, kept in words, with its files."""
