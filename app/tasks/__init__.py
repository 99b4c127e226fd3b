"""Work: the inbox, one task, handing it in."""
