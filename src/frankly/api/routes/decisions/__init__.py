"""Decisions: look one up, ask why, ask what if, correct it."""
