"""The phrasebook: sentences that a model writes once and code chooses and fills for everybody."""
