"""What staff see of a list and what they do in it, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Entry:
    """An item as a person sees it; `etag` goes along with a write, so that nobody's change in between is lost."""

    id: int
    etag: str
    created: datetime
    modified: datetime
    fields: Mapping[str, Any]

    def text(self, column: str) -> str:
        """The column's value as text, empty where it has none."""
        value = self.fields.get(column)
        return "" if value is None else str(value).strip()


@dataclass(frozen=True)
class Member:
    """One of the staff: who they are in the tenant."""

    id: str
    name: str
    email: str


@dataclass(frozen=True)
class Act:
    """A member of staff writes `fields` into `entry` of `list_name`, or adds an item where `entry` is None."""

    who: Member
    list_name: str
    entry: Entry | None
    fields: dict[str, Any] = field(default_factory=dict)


def several(column: str, values: list[str]) -> dict[str, Any]:
    """A choice column with several values, with the annotation that Graph asks for."""
    return {f"{column}@odata.type": "Collection(Edm.String)", column: values}
