"""The language model as nouns: what is asked of it, what it replies, what it may cost, how its replies go wrong."""
