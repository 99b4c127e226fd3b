"""Institutions and the people who work there: accounts, roles, passwords, sign-ins, absences."""
