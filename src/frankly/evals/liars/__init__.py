"""Suites that prove that the gate holds: lies, honest sentences, swapped evidence, variety."""
