"""The files between the steps of an eval: what was made, what the checks said of it, and what it all comes to."""
