"""Whether what people decide about their data holds from the next request on, and whether nothing is left of them."""
