"""«Betrieb»: what hangs in cases, mails and jobs, and what administrators do about it. Nothing of what cases say."""
