"""Pages about the procedures, written from their diagrams, so that what people read is what runs."""

from app.designer.pages.folder import pages_of

__all__ = ["pages_of"]
