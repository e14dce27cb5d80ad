"""Text of others is data: what in it is hidden, is markup, or reads like an order to whoever processes it."""
