"""Who read, changed, disclosed and exported what, and when: entries that are only added, each bound to the last."""
