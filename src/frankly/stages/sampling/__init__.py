"""Which messages of an edition people look at: by lot, and some of every kind."""
