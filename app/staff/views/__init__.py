"""The pages of this room, a module each, named like its blueprint."""
