"""People and institutions as administrators manage them: accounts, roles, somebody leaving, holidays."""
