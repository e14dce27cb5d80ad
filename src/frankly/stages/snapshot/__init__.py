"""The snapshot as pure functions: made whole, carried forward by the catalogue's changes, and its statistics."""
