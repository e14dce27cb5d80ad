"""A campaign from its file to messages: list, plan, write; each over shards that may be done twice without harm."""
