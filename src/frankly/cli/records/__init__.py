"""Commands over records of answers: find, replay, audit."""
