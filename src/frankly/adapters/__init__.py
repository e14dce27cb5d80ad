"""One file for each vendor and port: what the core needs from the world, made real. They never import each other's vendors or a pipeline."""
