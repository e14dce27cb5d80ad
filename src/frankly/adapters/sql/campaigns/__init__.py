"""Campaigns in SQLite."""
