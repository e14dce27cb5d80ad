"""Shares, intervals and tests: what a difference comes to."""
