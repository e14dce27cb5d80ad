"""What the routes about campaigns take, give and share."""
