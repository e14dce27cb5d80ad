"""Keeps what models replied, and makes cases of answers that were bad."""
