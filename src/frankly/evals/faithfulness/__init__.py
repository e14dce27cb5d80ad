"""Whether explanations are faithful: what they say moved an item is taken away, and the whole pipeline runs again."""
