"""The evals are evaluated: good outputs, the same damaged in known ways, and how much of it each check sees."""
