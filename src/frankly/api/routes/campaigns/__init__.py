"""Campaigns: their steps, review, results, and single messages."""
