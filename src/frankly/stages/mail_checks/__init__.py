"""What can be wrong with an e-mail before it goes out: one check a file, each with codes that stay."""
