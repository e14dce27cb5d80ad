"""Which candidates may not appear, and why. Every dropped one keeps its reason."""
