"""Runs `frankly` from an interpreter that waits with everything imported: most of a command's time is its imports."""
