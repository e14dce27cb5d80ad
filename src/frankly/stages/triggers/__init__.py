"""What makes a campaign write by itself: one rule a file, each a pure function of acts, catalogue and moment."""
