"""What the client agreed to: which institution may pass on what kind of data to which, and until when."""
