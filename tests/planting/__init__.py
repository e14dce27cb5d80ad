"""Planted regressions: small changes for the worse that the suites of cases must see."""
