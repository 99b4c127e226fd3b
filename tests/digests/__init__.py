"""Digests and messages in the app."""
