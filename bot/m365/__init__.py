"""Microsoft 365 as values: the only importer of O365 and msal. Tokens and ids go in and out; nothing is kept here."""
