"""People look at a sample of an edition; somebody who did not write it approves it, bound to what it says."""
