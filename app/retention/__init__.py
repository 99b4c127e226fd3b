"""How long cases are kept, holds that keep them longer, and erasing them without a trace."""
