"""Data sets that an import knows by name, one a file: which files they have, and what their columns mean here."""
