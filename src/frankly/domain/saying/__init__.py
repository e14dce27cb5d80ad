"""What is said: sentences, facts and phrases, the lines of an e-mail, and the rules of what may be said."""
