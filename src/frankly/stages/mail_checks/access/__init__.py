"""Checks of what people need who read by ear, in the dark, or with tired eyes."""
