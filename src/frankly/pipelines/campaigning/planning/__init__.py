"""Who is considered, what becomes of each, and what writing will take."""
