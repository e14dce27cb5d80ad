"""What would have to be otherwise: how few acts take an item out, what stands between an item and the slate."""
