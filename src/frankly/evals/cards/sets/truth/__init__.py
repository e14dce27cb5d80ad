"""Damages of what is true."""
