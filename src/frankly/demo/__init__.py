"""Lantern Books, a fictional bookshop: real public-domain classics, simulated readers."""
