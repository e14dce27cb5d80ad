"""Commands over sentences: facts, rules for what may be said, and checks of anybody's text."""
