"""The closed vocabulary: words by stem, constructions of whole sentences, and what claims something by itself."""
