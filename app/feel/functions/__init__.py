"""The built-in functions of FEEL, one module per family, each with a table of names and signatures."""
