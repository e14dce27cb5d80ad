"""Checks of what one person already got."""
