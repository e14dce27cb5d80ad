"""A run as people read it: on a terminal, as a page, in a pull request, and as files for other programs."""
