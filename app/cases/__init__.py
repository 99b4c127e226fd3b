"""Cases: whose they are, who takes part in which role."""
