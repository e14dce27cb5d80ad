"""What people say of outputs, without knowing what made them or what the checks found; and how far they agree."""
