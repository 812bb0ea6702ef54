"""How the register's exports are read, from config/register.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import ConfigError
from bot.models.contact import Role
from bot.models.institution import Kind


@dataclass(frozen=True, slots=True)
class ImportRules:
    """`functions` by kind: the register's name of an office (casefolded) to its role. Words of names without points."""

    namespaces: tuple[str, ...]
    versions: frozenset[int]
    moved_km: float
    complete: float
    functions: Mapping[Kind, Mapping[str, Role]]
    provinces: Mapping[str, str]
    infixes: frozenset[str]
    foreign: frozenset[str]
    titles: frozenset[str]
    titles_after: frozenset[str]


def read_rules(path: Path) -> ImportRules:
    """The rules in a file; ConfigError names the file and what lacks."""
    try:
        return _rules(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as fault:
        raise ConfigError(f"{path}: cannot be read ({fault.strerror}); correct register.rules") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ConfigError(f"{path}: not valid TOML ({fault}); correct it") from None
    except (KeyError, ValueError, TypeError, AttributeError) as fault:
        raise ConfigError(f"{path}: {fault} is missing or wrong; see the shipped register.toml") from None


def _rules(data: Mapping[str, Any]) -> ImportRules:
    names = data["names"]
    return ImportRules(
        namespaces=tuple(data["namespaces"]),
        versions=frozenset(int(one) for one in data["versions"]),
        moved_km=float(data["moved_km"]),
        complete=float(data["complete"]),
        functions={kind: _offices(data["functions"][kind.value]) for kind in Kind},
        provinces={key.casefold(): str(value) for key, value in data["provinces"].items()},
        infixes=_words(names["infixes"]),
        foreign=_words(names["foreign"]),
        titles=_words(names["titles"]),
        titles_after=_words(names["titles_after"]),
    )


def _offices(table: Mapping[str, list[str]]) -> dict[str, Role]:
    return {name.casefold(): Role(role) for role, names in table.items() for name in names}


def _words(words: list[str]) -> frozenset[str]:
    return frozenset(one.casefold() for one in words)
