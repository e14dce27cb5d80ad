"""`frankly vote`: how far a model's order is trusted."""
