"""Replay: a recorded decision made again by the very code that made it, over ports that answer from the record."""
