"""Whether an object is as it must be."""
