"""A language model's text for a slate: asked for, verified, mended once, told."""
