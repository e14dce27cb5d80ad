"""An e-mail from its proved sentences: what stands in it, as plain text, and where its links may lead."""
