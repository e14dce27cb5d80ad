"""Finding candidates: every enabled source proposes items, and weighs its evidence over the union."""
