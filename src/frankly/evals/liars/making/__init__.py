"""Makes lies from marked descriptions and from wordings: deterministic by seed, one small function a way of lying."""
