"""What `frankly bench campaign` measures, and the worlds that it and the proofs of campaigns work in."""
