"""Hand messages over, take in what came back, and see what it shows."""
