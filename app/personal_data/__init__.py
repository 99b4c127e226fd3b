"""«Datenauskunft»: everything the house keeps about one person, to hand out to them."""
