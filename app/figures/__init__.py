"""«Kennzahlen»: what was counted in a year, by quarter and institution, for those who lead."""
