"""One task done from the mail, by somebody without an account. docs/adr/0035 says what protects it."""
