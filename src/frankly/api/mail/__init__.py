"""Pages that links in e-mails lead to: stopping mail, and what cannot be shown any more."""
