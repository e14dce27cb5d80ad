"""Turns an answer that was given into a case: what it needs is taken over, whose it was is left behind."""
