"""The candidate sources, one technique a file. Each has pure functions `queries`, `propose`, `weigh`."""
