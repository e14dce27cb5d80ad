"""One check a file: what may make a draft a lie, in our own words."""
