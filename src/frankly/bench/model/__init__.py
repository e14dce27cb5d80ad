"""What asking a language model costs: tokens beside a naive prompt, and time beside a bare call."""
