"""Break-glass: an administrator reads one case for an hour, released by another and watched by data protection."""
