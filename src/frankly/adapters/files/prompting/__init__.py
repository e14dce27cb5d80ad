"""Prompt files as their authors see them: which classes they name, what is wrong in them, which are released."""
