"""Looks through all that people edit and tells every mistake at once."""
