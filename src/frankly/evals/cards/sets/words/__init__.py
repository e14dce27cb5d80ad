"""Damages of words."""
