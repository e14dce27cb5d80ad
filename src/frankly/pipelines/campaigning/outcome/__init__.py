"""What came back: results, what they show, and when they stop a campaign."""
