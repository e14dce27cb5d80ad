"""The steps of `recommend` that read, tell and record."""
