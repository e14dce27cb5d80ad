"""Stated, observed and inferred facts, decayed at `now`, inside the scope."""
