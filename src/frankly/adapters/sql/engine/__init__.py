"""The SQLite file: opened and brought up to date, written by one thread, rid of what was erased."""
