"""How well the additive order predicts what people did next, on data that was set aside."""
