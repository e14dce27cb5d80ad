"""An e-mail taken apart: its elements, its words, its colours."""
