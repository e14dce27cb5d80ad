"""What belongs to language models in SQLite: what was spent, and replies."""
