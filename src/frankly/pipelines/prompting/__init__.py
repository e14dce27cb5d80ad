"""Looking at prompts: what one sends, what that costs, what a model makes of it."""
