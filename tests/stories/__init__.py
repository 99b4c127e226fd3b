"""Stories nobody has written down: seeded random walks over the procedures, with what must hold in each of them."""
