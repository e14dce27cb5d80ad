"""Whether an answer ever fails, lies or comes late when the language model does everything that models do wrong."""
