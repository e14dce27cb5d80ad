"""Makes what cases ask for: cells in, outputs out, in processes side by side, and on from where a run was stopped."""
