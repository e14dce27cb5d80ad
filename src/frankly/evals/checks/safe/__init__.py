"""What must never be shown, and to nobody less than to others."""
