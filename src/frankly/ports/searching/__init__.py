"""What finding candidates needs: vectors, the index over them, and snapshots."""
