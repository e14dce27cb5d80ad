"""Learns how much each candidate source shall weigh, from questions that were answered by what people did next."""
