"""The gate for text: every sentence is checked against its evidence, and only what is proved is filled."""
