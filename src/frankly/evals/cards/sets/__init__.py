"""How good outputs are damaged, by what checks look at."""
