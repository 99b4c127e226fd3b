"""Writes pages about the procedures from their diagrams, so that people read what really runs."""

from app.designer.pages.folder import pages_of

__all__ = ["pages_of"]
