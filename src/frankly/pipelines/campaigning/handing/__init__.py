"""Approved messages leave: everything that may have changed is read again, and each row says what became of it."""
