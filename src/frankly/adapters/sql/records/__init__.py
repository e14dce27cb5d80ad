"""The log of sealed records: appended to, verified, dropped by age, never changed."""
