"""The steps of a request, each pure: data, time and seed come in as arguments. They never import each other."""
