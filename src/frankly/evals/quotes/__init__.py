"""Facts that code quotes from a catalogue: how many items have some, and whether the verifier admits each."""
