"""Mail domains at which anybody can have an address, so that they say nothing of an institution."""

import tomllib
from functools import cache
from pathlib import Path

from bot.errors import ConfigError

FILE = Path(__file__).parents[2] / "config" / "public_mail.toml"


@cache
def public_mail() -> frozenset[str]:
    """The domains in lower case, from config/public_mail.toml; ConfigError where it is no such list."""
    try:
        domains = tomllib.loads(FILE.read_text(encoding="utf-8"))["domains"]
        return frozenset(one.lower() for one in domains)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise ConfigError(f"{FILE}: cannot be read ({fault}); it needs `domains`, a list of mail domains") from None


def is_public(domain: str) -> bool:
    """Whether anybody can write from that domain, or from one below it."""
    labels = domain.lower().split(".")
    return any(".".join(labels[start:]) in public_mail() for start in range(len(labels)))
