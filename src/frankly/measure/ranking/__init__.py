"""How well a ranking predicts what people did next."""
