"""Messages: the texts of cells, each message composed of its decision, laid out, and kept."""
