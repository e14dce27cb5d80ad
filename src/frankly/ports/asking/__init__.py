"""What the core needs to ask a language model: the model, its judge, prompts, budgets, replies and votes."""
