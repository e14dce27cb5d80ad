"""A language model's order of a slate: asked for, trusted as far as it was proven, kept count of."""
