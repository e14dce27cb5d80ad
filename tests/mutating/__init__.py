"""Mutation testing: small changes to functions, each of which some unit test must notice."""
