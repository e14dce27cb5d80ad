"""The command line: one door to the same use cases that the API opens. Commands parse, call and print; nothing else."""
