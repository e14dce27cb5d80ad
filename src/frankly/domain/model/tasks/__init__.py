"""What each task is asked with, and what its reply holds; a prompt names both by class."""
