"""Commands for whoever runs it: serve, doctor, usage."""
