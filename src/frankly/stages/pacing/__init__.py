"""Whether and when somebody may be written to: caps over all campaigns, and quiet hours where they are."""
