"""The command `frankly demo`: its shop, its story, and how it looks."""
