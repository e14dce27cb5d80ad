"""Campaigns: what is said to whom, the fate of each recipient, and what becomes of it."""
