"""Signing in and out, «Mein Konto», absences."""
