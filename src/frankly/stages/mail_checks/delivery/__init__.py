"""Checks of what mail servers and mail programs refuse or hide."""
