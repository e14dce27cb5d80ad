"""Makes runs and judges them: all suites, or what was made already."""
