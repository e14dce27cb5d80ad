"""How the live index takes changes up and is rebuilt."""
