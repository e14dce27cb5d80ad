"""Shipped fakes of the ports, named like the adapters that they stand in for, and strategies for property tests."""
