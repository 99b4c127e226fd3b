"""Measurements, side by side in one run: `make bench`. They never decide a test."""
