"""Whether the check of text without evidence finds what people marked as wrong."""
