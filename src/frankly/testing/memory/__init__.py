"""Stores in memory, each named like the adapter that it mirrors."""
