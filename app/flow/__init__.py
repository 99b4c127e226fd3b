"""The machinery: from diagrams to running cases, and back to rest after every step."""
