"""What the texts say, by themselves."""
