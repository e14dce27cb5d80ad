"""One place for each vendor: what the core needs from the world, made real. Never imports a pipeline."""
