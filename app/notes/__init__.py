"""Notes of a case: phone calls, talks, mails and thoughts, each for those who may read its category."""
