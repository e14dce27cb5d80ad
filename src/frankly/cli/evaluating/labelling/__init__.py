"""Asks people what they think of outputs, and how far they agree."""
