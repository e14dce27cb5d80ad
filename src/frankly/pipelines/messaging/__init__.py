"""One e-mail for one person: its lines on the way of a request, and the whole as text and HTML."""
