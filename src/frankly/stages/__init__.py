"""The steps of a request, each pure: all data, the time and the seed come in as arguments. They never import each other."""
