"""One file a resource; every handler reads parse → use case → answer."""
