"""Which items stand in the slate, and in which order."""
