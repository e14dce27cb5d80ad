"""Damages of shapes."""
