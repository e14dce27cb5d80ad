"""Commands that bring data in and out, and learn from it."""
