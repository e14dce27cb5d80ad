"""Messages in the shapes of senders' own interfaces: request bodies, one a line, as their documentation has them."""
