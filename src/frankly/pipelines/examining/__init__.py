"""What `frankly doctor` and the health routes look at."""
