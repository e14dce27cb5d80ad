"""What campaigns need: their ledger, where messages go, and what comes back."""
