"""Facts that cite the item's own text: how each proof level is proved."""
