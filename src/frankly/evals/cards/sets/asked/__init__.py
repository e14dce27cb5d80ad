"""Damages of what models are asked."""
