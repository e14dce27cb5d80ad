"""The page about a decision: what it shows, its words and its style."""
