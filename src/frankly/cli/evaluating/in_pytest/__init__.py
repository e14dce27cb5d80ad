"""Suites of cases as tests of pytest, and a fixture that judges a case inline."""
