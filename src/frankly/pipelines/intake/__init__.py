"""Rules for events that come in, and the Segment messages they may come as."""
