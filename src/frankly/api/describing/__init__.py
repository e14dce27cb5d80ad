"""The service's own description, for programs and for people."""
