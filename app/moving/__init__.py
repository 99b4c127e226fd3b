"""Moving running cases to another version of their procedure: what would come of it, doing it, taking it back."""
