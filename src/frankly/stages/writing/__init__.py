"""Writes drafts from wordings: words with slots, bound to evidence. What may leave is decided by the verifier."""
