"""Campaigns and their recipients, read from files."""
