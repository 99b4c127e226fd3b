"""Tasks done from the mail, by people without an account."""
