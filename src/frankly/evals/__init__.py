"""Suites that prove what the product promises, each run by name and judged by bars."""
