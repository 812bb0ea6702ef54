"""Errors that a person can act on."""


class OntourError(Exception):
    """The base: its text is one line that says what, where and what to do. The command line prints it and exits 1."""


class ConfigError(OntourError):
    """A setting is missing or wrong; the text names file, key and value."""


class DataError(OntourError):
    """Input data (register, contacts, template, report table) is wrong; the text names the place."""


class TenantError(OntourError):
    """Microsoft 365 refused or cannot be reached; the text says which address and what to do."""


class Refused(OntourError):
    """A rule of the house forbids it (own approval, second sender, stop); the text says which."""


class StoreError(OntourError):
    """The journal cannot be used now (disk full, locked): what was committed stands, and running again helps."""
