"""Benchmarks: commands that print figures by name, with their configuration and the hashes of their data."""
