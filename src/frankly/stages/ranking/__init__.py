"""Additive score → diversity → exploration → editorial slots. Whole numbers throughout; ties by row."""
