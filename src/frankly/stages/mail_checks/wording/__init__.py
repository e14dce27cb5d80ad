"""Checks of the words: honest, proved, whole, of one language."""
