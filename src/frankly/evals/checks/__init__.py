"""What can be asked of an output: one check a file, each with a page of its own and examples that it is tried on."""
