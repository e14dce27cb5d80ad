"""The use cases. Each reads top to bottom as what happens; they know ports and stages, never an adapter."""
