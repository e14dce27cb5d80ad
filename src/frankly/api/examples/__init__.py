"""One example for each body of the API, from Lantern Books, a fictional shop. Tests hold each to its schema."""
