"""The HTTP door: parse, ask the use case, answer. Knows FastAPI; nothing below it does."""
