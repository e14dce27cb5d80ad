"""Holds runs against others and against what was accepted, and says which checks count."""
