"""Facts about items in SQLite: one row for each text of an item."""
