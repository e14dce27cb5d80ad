"""Language models: LiteLLM, and around the port what makes it dependable: time, attempts, cost, cache."""
