"""Commands that try what people change: suites of cases, what came of them, and what changed."""
