"""A simulated model that obeys exactly the rules that it finds in a prompt, and breaks the others it knows."""
