"""Long proofs: each module beside this one repeats a hard trial many times and counts what must never happen.

`make proof-NAME` runs one in full, `make proofs` all of them, `make check` a hundredth of each.
"""
