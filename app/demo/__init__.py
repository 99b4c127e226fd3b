"""The demonstration: people to play, messages to read, a clock to move. Absent outside demo mode."""
