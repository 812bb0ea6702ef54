"""What a delivered file says: facts of institutions, people in offices, and what of it is not taken."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from bot.models.contact import Contact
from bot.register.faults import Told


class Source(StrEnum):
    """The kinds of file; each is compared with the last one of its own kind."""

    CONTACTS = "contacts"  # the organisation's own table of office-holders
    INSTITUTIONS = "institutions"  # a table with columns of config/municipalities.csv
    REGISTER = "register"  # the Register van Overheidsorganisaties: organisations
    STAFF = "staff"  # the same, its CSV of people


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of one institution: values by the field names of Institution. A field that is absent is not said."""

    code: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Delivered:
    """`errors`: the file may not be applied. `remarks`: this is left out, the rest may be applied."""

    source: Source
    institutions: tuple[Facts, ...] = ()
    people: tuple[Contact, ...] = ()
    errors: tuple[Told, ...] = field(default=())
    remarks: tuple[Told, ...] = field(default=())

    def snapshot(self) -> bytes:
        """What was read, in one form: the same for the same content, however the file was saved."""
        data = {
            "source": self.source.value,
            "institutions": [[one.code, _plain(one.values)] for one in self.institutions],
            "people": [_plain({name: getattr(one, name) for name in PERSON}) for one in self.people],
        }
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def digest(self) -> str:
        """SHA-256 of the snapshot."""
        return hashlib.sha256(self.snapshot()).hexdigest()


PERSON = (
    "code", "role", "email", "titles", "initials", "first_name", "infix", "last_name", "address_form", "phone",
)  # fmt: skip


def people_of(snapshot: bytes) -> tuple[Contact, ...]:
    """The people of an earlier snapshot."""
    from bot.models.contact import Role

    rows = json.loads(snapshot)["people"]
    return tuple(Contact(**{**row, "role": Role(row["role"])}) for row in rows)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
