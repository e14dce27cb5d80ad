"""What a language model adds to an answer that is complete without it."""
