"""The tenant: state, clock, settings, and the people who work there."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from functools import cached_property
from typing import Any

from bot.sandbox import clock as clocks
from bot.sandbox.clock import TenantClock
from bot.sandbox.db import Db
from bot.sandbox.settings import Settings

DOMAIN = "weerbaarbestuur.example"


@dataclass(frozen=True)
class User:
    """An account of the tenant. `role`: planner, approver, adviser, coordinator, caller, duty or mailbox."""

    id: str
    name: str
    email: str
    role: str = ""

    @property
    def calendar(self) -> str:
        """The id of the default calendar."""
        return f"cal-{self.id}"


Mailbox = User


def _user(name: str, address: str, role: str) -> User:
    email = f"{address}@{DOMAIN}"
    return User(str(uuid.uuid5(uuid.NAMESPACE_URL, email)), name, email, role)


DIRECTORY: tuple[User, ...] = (
    _user("Marije Planting", "m.planting", "planner"),
    _user("Olaf Akkerdaas", "o.akkerdaas", "approver"),
    _user("Tessel Veldhoen", "t.veldhoen", "adviser"),
    _user("Joris Wiersemade", "j.wiersemade", "adviser"),
    _user("Fenna Duinkerk", "f.duinkerk", "adviser"),
    _user("Bram Ooievaar", "b.ooievaar", "adviser"),
    _user("Nour Zandstroom", "n.zandstroom", "adviser"),
    _user("Ineke Klokkenberg", "i.klokkenberg", "coordinator"),
    _user("Sander Belbeek", "s.belbeek", "caller"),
    _user("Wieke Hoornaar", "w.hoornaar", "caller"),
    _user("Piketdienst", "piket", "duty"),
    _user("Ondersteuningsteam Weerbaar Bestuur", "tour", "mailbox"),
)
TEAM = 7
"""The first seven of the directory: planner, approver, five advisers."""


@dataclass
class Tenant:
    """What handlers work on. `on_outside_mail` is called with each mail accepted for an address outside, and when."""

    db: Db
    clock: TenantClock
    settings: Settings
    directory: tuple[User, ...] = DIRECTORY
    on_outside_mail: list[Callable[["Tenant", EmailMessage, str, datetime], None]] = field(default_factory=list)
    on_delivery: list[Callable[["Tenant", User, EmailMessage], dict[str, Any] | None]] = field(default_factory=list)
    outgoing: list[str] = field(default_factory=list)
    """Notices that are due, handed to who posts them."""
    watched: bool = False
    """There are subscriptions; `collected` is the change up to which they were told."""
    collected: int = -1
    base_url: str = ""
    """The address by which the client of this request reached the tenant: links in answers begin with it."""
    data_url: str = ""
    """Another host name for what needs no token: upload sessions and the bytes of files."""

    def due(self, at: datetime, kind: str, payload: dict[str, Any]) -> None:
        """Schedule a task on the tenant's clock."""
        clocks.put(self, at, kind, payload)

    def find_mailbox(self, address: str) -> User | None:
        """The account with this address or id, if it is one of the tenant's."""
        return self._accounts.get(address.strip().lower())

    @cached_property
    def _accounts(self) -> Mapping[str, User]:
        """The accounts by address and by id: every request looks for one."""
        return {key: user for user in self.directory for key in (user.email.lower(), user.id)}

    def mailbox(self, key: str) -> User:
        """The same; 404 as Graph when there is none."""
        from bot.sandbox.http import GraphError

        found = self.find_mailbox(key)
        if found is None:
            raise GraphError(404, "ErrorInvalidUser", f"The requested user '{key}' is invalid.")
        return found

    @property
    def shared(self) -> User:
        """The shared mailbox."""
        return next(user for user in self.directory if user.role == "mailbox")

    def deliver(self, mime: bytes, to: str) -> None:
        """Put a message into a mailbox of the tenant as it arrives from outside."""
        from bot.sandbox.mail.arrival import arrive

        arrive(self, self.mailbox(to), mime)
