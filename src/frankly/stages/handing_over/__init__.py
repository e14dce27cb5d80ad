"""Messages in the forms that senders take: one form a file, each a pure function of the messages."""
