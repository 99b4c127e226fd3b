"""The inbox, one task, handing it in."""
