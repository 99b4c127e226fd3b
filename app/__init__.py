"""Nahtstelle: cases that several public institutions carry together."""
