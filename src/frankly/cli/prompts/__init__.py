"""`frankly prompts`: prompts and their versions; what is wrong in them; what they send, and what it costs."""
