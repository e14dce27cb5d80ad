"""How the model server of tests reads what it is asked, and what it replies."""
