"""Live writing by a model: what it is shown, what it replied, what is sent back for repair."""
