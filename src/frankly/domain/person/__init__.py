"""A person: what they allow, did and stated, and the groups that they are in."""
