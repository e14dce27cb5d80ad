"""Builds the parts from the settings: the only place that knows both ports and adapters."""
