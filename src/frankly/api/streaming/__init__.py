"""Answers that arrive bit by bit, as server-sent events."""
