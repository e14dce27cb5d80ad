"""What a decision is made of: the snapshot, candidates, the ledger of evidence, the slate, the vote, the record."""
