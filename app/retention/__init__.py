"""How long cases are kept, what keeps them longer, and how nothing of them is left afterwards."""
