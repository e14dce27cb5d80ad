"""What moved each item of the slate, exactly: evidence with contributions, and grounds told together."""
