"""Commands that ask about an answer: why, why not, what if."""
