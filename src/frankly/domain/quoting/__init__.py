"""An item's own text as it may be quoted: numbered sentences, their clauses, and the frames around them."""
