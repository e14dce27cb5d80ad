"""Looks after a model's votes: compares them with the base order, tells how they stand."""
