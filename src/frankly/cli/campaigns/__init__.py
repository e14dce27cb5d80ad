"""`frankly campaign`: from a file to approved messages, a step a command."""
