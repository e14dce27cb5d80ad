"""Lets checks look at what was made; nothing is made anew for it."""
