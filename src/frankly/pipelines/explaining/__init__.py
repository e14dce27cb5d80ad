"""Why an item is there, why another is not, and what would be if something were otherwise. Writes nothing."""
