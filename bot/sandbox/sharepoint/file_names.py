"""Names of files and folders: which can be, and what happens where one is taken."""

from typing import Any

from bot.sandbox.http import GraphError
from bot.sandbox.sharepoint import files
from bot.sandbox.sharepoint.column_kinds import bad
from bot.sandbox.tenant import Tenant

BEHAVIOURS = ("fail", "rename", "replace")
_FORBIDDEN = set('"*:<>?/\\|')
_LONGEST = 255


def behaviour_of(value: Any, default: str) -> str:
    """What `@microsoft.graph.conflictBehavior` asks for; 400 for an unknown word."""
    if value is None:
        return default
    if value not in BEHAVIOURS:
        raise bad(f"conflictBehavior is one of {', '.join(BEHAVIOURS)}; got {value!r}.")
    return str(value)


def check_name(name: str) -> None:
    """400 for a name that no file or folder can have."""
    if not 0 < len(name) <= _LONGEST or set(name) & _FORBIDDEN or name != name.strip() or name.endswith("."):
        raise bad(f"'{name}' is no name for a file or folder.")


def free_name(tenant: Tenant, parent: str, name: str) -> str:
    """The name with the first number behind it that is free in a folder: `brief 1.docx`."""
    stem, dot, suffix = name.rpartition(".") if "." in name else (name, "", "")
    number = 1
    while files.named(tenant.db, parent, f"{stem} {number}{dot}{suffix}"):
        number += 1
    return f"{stem} {number}{dot}{suffix}"


def taken(name: str) -> GraphError:
    """The refusal of a name that something else in the folder has."""
    return GraphError(409, "nameAlreadyExists", f"The specified item name already exists: {name}")
