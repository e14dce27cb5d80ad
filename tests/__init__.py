"""Frankly's tests; a package so that `tests.needs` and `tests.proofs` have one name wherever they are imported."""
