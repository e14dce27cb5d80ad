"""How the house speaks: brand, wordings, frames of quotations, rules, and how they are read from files."""
