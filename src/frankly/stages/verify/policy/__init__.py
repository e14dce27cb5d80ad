"""What editors and lawyers decided may not be said, one rule a file."""
