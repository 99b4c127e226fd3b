"""Cases: whose they are, who takes part in which role."""

from app.cases import lists as lists  # watches what is written, from whatever room it comes
