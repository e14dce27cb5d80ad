"""Cases of the eval suites: what is asked, with which variables, and what must be true of what comes back."""
