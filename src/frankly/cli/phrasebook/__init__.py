"""The command `frankly phrasebook`."""
