"""The nouns of the tour: frozen values without behaviour towards the world. Everything else imports these."""
