"""What writers are told, rendered from the data that the checks read."""
