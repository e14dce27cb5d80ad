"""Cassettes: replies of language models, recorded once and committed, so that evals ask nobody and cost nothing."""
