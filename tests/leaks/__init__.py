"""Whether anybody ever reads what is not for them, on any page, in any mail, in any line of the log."""
