"""Pure statistics over rankings: protocols, metrics, groups, intervals. May import `domain` and `ports` alone."""
