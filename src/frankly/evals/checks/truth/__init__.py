"""Whether what is said is so."""
