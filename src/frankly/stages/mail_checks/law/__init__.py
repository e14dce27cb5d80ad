"""Checks of what the law wants said: who sends it, from where, how to leave, what is advertising."""
