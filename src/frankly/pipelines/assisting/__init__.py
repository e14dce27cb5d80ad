"""What a language model adds to an answer: its vote on the order, its text; in time, or not at all."""
