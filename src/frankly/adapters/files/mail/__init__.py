"""E-mails as people edit them: who sends them (`mail` of the brand), and their template in MJML."""
