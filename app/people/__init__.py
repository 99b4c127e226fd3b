"""Institutions, the people who work there, and who may open which page."""
