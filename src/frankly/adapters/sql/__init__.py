"""SQLite: the system of record, one file and one writer."""
