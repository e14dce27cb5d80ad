"""Who gets which variant of a campaign, and who gets nothing, so that both can be compared afterwards."""
