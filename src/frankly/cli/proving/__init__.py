"""Commands that measure: benchmarks and evaluation suites."""
