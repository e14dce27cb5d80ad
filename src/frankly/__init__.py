"""Frankly: recommendations that tell people why, and can prove it."""

__version__ = "0.1.0"
