"""Whether a run got worse: its findings beside those of an accepted baseline."""
