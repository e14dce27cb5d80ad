"""What the core needs from the world, as Protocols. Adapters implement them; the shipped fakes mirror them."""
