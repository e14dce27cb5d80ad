"""Holds text without evidence against an item's fields: finds what is contradicted, and proves nothing."""
