"""From a prompt and what it is about to the parts of a call."""
