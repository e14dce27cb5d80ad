"""Damages of orders."""
