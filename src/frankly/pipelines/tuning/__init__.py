"""Learns the weights and decays of a surface from what people did: windows, questions, pools, the verdict."""
