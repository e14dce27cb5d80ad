"""What a campaign would say to people of every kind, before anybody is written to."""
