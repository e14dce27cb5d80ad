"""Tells what a run came to: whole, by cell, in each form."""
