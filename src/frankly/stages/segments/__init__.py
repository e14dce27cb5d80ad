"""Which groups a person belongs to."""
