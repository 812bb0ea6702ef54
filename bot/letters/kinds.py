"""The kinds of letter, from config/letters.toml: a new kind is a row there and its files."""

import tomllib
from pathlib import Path
from typing import Any

from bot.errors import ConfigError
from bot.models.contact import Role
from bot.models.letter import LetterKind

_FLAGS = ("offers", "wave", "first")


def read_kinds(path: Path) -> dict[str, LetterKind]:
    """Every [[kind]] by its id, in the file's order; ConfigError names the file, the kind and what is wrong."""
    try:
        rows = tomllib.loads(path.read_text("utf-8"))["kind"]
    except OSError as fault:
        raise ConfigError(f"{path}: cannot be read ({fault.strerror}); set letters.kinds to the file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ConfigError(f"{path.name}: not valid TOML: {fault}") from None
    except KeyError:
        raise ConfigError(f"{path.name}: holds no [[kind]]; each letter kind is one") from None
    kinds: dict[str, LetterKind] = {}
    for row in rows:
        kind = _kind(row, path.name)
        if kind.id in kinds:
            raise ConfigError(f"{path.name}: kind {kind.id} stands there twice; remove one")
        kinds[kind.id] = kind
    return kinds


def _kind(row: dict[str, Any], file: str) -> LetterKind:
    where = f"{file}, kind {row.get('id', '?')}"
    unknown = row.keys() - {"id", "label", "mail", "template", "roles", *_FLAGS}
    if unknown:
        raise ConfigError(f"{where}: unknown key {min(unknown)}; see the comment at the top of the file")
    for key in ("id", "label", "mail"):
        if not isinstance(row.get(key), str) or not row[key]:
            raise ConfigError(f"{where}: {key} is missing; give a text")
    for key in _FLAGS:
        if not isinstance(row.get(key, False), bool):
            raise ConfigError(f"{where}: {key} must be true or false")
    return LetterKind(
        row["id"],
        row["label"],
        row["mail"],
        template=row.get("template"),
        roles=_roles(row, where),
        offers=row.get("offers", False),
        wave=row.get("wave", True),
        first=row.get("first", False),
    )


def _roles(row: dict[str, Any], where: str) -> tuple[Role, ...]:
    try:
        return tuple(Role(name) for name in row["roles"]) if "roles" in row else LetterKind("", "", "").roles
    except ValueError as fault:
        known = ", ".join(role.value for role in Role)
        raise ConfigError(f"{where}: roles: {fault}; choose from {known}") from None
