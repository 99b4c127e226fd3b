"""For process owners: checking what they draw before it runs."""
