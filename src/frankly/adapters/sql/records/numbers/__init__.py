"""How long lists of numbers lie in a record's payload: apart from its text."""
