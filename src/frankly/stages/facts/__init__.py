"""Facts about items, proposed by code."""
