"""How long things take: requests, explanations, ingest, start, training, the gate."""
