"""The gate is itself tried: how often it is red where nothing changed, and how often its intervals hold the truth."""
