"""Who made a version: Graph's identity set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Author:
    """`user_id` (Entra object id), `name` and `email` of a signed-in user; `application` where a program wrote.

    Both at once: a person through a program (Teams, Power Apps), which counts for no approval.
    """

    user_id: str = ""
    name: str = ""
    email: str = ""
    application: str = ""

    @property
    def is_person(self) -> bool:
        """A signed-in person with no program in between."""
        return bool(self.user_id or self.email) and not self.application


def author_of(identities: Mapping[str, Any] | None) -> Author:
    """From createdBy or lastModifiedBy. A program without a name is known by its id."""
    user = (identities or {}).get("user") or {}
    application = (identities or {}).get("application")
    program = "" if application is None else str(application.get("displayName") or application.get("id") or "?")
    return Author(
        str(user.get("id") or ""), str(user.get("displayName") or ""), str(user.get("email") or "").lower(), program
    )
