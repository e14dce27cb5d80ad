"""Whether hostile text is found in descriptions, and honest text is left alone."""
