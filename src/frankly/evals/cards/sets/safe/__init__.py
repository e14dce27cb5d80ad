"""Damages of what is safe."""
