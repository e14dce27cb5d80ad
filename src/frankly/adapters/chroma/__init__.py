"""Chroma: the vector index, embedded or served."""
