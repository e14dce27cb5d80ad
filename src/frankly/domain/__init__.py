"""The nouns of Frankly: frozen values that every layer above may use. Imports nothing but settings and errors."""
