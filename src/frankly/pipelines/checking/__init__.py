"""Checks text that others wrote: drafts against their evidence, and text without evidence against an item."""
