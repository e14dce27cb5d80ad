"""From the rows of a file to items, events and profiles, and what is wrong with each."""
