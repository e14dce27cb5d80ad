"""The model's vote: asked with opaque handles, fused within its bound, suspended where it does not help."""
