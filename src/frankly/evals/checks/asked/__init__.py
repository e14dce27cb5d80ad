"""How the model was asked, and what it replied."""
