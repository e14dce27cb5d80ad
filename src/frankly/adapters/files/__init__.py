"""What lies in files: data that people edit, snapshots, the owner lock."""
