"""Reading what a language model replied: mended where that is safe, and every fault counted."""
