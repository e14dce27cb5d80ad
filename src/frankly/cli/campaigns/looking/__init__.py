"""Look at messages: preview, checks, and the review."""
