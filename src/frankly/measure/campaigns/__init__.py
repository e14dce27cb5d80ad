"""What a sample of a campaign proves, and what a campaign did."""
