"""Phrases, the work of building them, and reviews, over SQLite."""
