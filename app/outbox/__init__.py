"""Messages to people: posted inside a step's transaction, delivered afterwards."""
