"""Checks of the format: header, both bodies, size, markup."""
