"""The one place where the simulated people touch the tenant: they look into its lists and act as signed-in users."""

import json
import logging
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from bot.sandbox.http import Call, GraphError, Identity
from bot.sandbox.people.lists import Act, Entry, Member
from bot.sandbox.routes import dispatch
from bot.sandbox.sharepoint import items, lists, versions
from bot.sandbox.sharepoint.items import Item
from bot.sandbox.sharepoint.lists import SiteList
from bot.sandbox.tenant import Tenant

_LOG = logging.getLogger(__name__)
_EVERY = 1_000_000


class World:
    """The tenant as its people see it. What it remembers of the lists is read again after a restart.

    `begin` is the first day of the tour; `provinces` narrows the planner's plan.
    """

    def __init__(self, tenant: Tenant, begin: date, provinces: tuple[str, ...]) -> None:
        self.tenant = tenant
        self.seed = tenant.settings.seed
        self.begin = begin
        self.provinces = provinces
        self._entries: dict[str, dict[int, Entry]] = {}
        self._read_to: dict[str, int] = {}
        self._told: set[str] = set()
        self._since: dict[tuple[str, int, str], tuple[Any, datetime]] = {}

    def staff(self, role: str) -> list[Member]:
        """The people of the tenant with that role, in the directory's order."""
        return [Member(user.id, user.name, user.email) for user in self.tenant.directory if user.role == role]

    def has(self, list_name: str) -> bool:
        """Whether the site has that list yet."""
        return self._list(list_name) is not None

    def entries(self, list_name: str) -> list[Entry]:
        """The items of a list by their numbers; only what changed since the last look is read."""
        of = self._list(list_name)
        if of is None:
            return []
        known = self._entries.setdefault(of.id, {})
        for item in items.changed_after(self.tenant.db, of.id, self._read_to.get(of.id, 0), _EVERY):
            self._read_to[of.id] = item.seq
            if item.deleted:
                known.pop(item.id, None)
            else:
                known[item.id] = _entry(item)
        return [known[number] for number in sorted(known)]

    def since(self, list_name: str, entry: Entry, column: str) -> datetime:
        """When the column got the value that it has, by the item's versions."""
        value, key = entry.fields.get(column), (list_name, entry.id, column)
        if key not in self._since or self._since[key][0] != value:
            self._since[key] = (value, self._first_seen(list_name, entry, column))
        return self._since[key][1]

    def do(self, act: Act) -> bool:
        """Carry out an act under the person's name through the same routes as anybody; False where it was refused."""
        of = self._list(act.list_name)
        if of is None:
            return False
        fields = {name: _as_column(of, name, value) for name, value in act.fields.items()}
        path = f"/sites/root/lists/{quote(of.id)}/items"
        try:
            if act.entry is None:
                request(self.tenant, act.who, "POST", path, {"fields": fields})
            else:
                match = {"if-match": act.entry.etag}
                request(self.tenant, act.who, "PATCH", f"{path}/{act.entry.id}/fields", fields, match)
        except GraphError as error:
            if error.status not in (404, 412):  # else someone was quicker: look again later
                self._warn(f"{act.who.name} in {act.list_name}: {error.message}")
            return False
        return True

    def _warn(self, text: str) -> None:
        """A refusal that somebody ought to know of, told once."""
        if text not in self._told:
            self._told.add(text)
            _LOG.warning("%s", text)

    def _list(self, name: str) -> SiteList | None:
        try:
            return lists.find(self.tenant.db, name)
        except GraphError:
            return None

    def _first_seen(self, list_name: str, entry: Entry, column: str) -> datetime:
        of = self._list(list_name)
        item = items.get(self.tenant.db, of.id, entry.id) if of else None
        found = entry.modified
        for version in versions.every(self.tenant.db, item) if item else []:
            if version.fields.get(column) != entry.fields.get(column):
                break
            found = datetime.fromisoformat(version.modified)
        return found


def request(
    tenant: Tenant, who: Member, method: str, path: str, body: dict[str, Any], headers: dict[str, str] | None = None
) -> None:
    """One Graph request of a signed-in person; GraphError when it is refused, and then it leaves nothing."""
    identity = Identity("user", who.id, who.name, who.email)
    sent = {"content-type": "application/json", **(headers or {})}
    call = Call(method, path, {}, {}, sent, json.dumps(body).encode(), identity, tenant)
    tenant.db.execute("SAVEPOINT person")
    try:
        dispatch(call)
    except GraphError:
        tenant.db.execute("ROLLBACK TO person")
        raise
    finally:
        tenant.db.execute("RELEASE person")


def _entry(item: Item) -> Entry:
    created, modified = datetime.fromisoformat(item.created), datetime.fromisoformat(item.modified)
    return Entry(item.id, item.etag, created, modified, item.fields)


def _as_column(of: SiteList, name: str, value: Any) -> Any:
    """The value as the column takes it: a number where it counts, the choice that holds the words."""
    column = next((one for one in of.columns if one["name"] == name), None)
    if column is None or not isinstance(value, str):
        return value
    if "number" in column:
        return int(value)
    choices = [str(choice) for choice in column.get("choice", {}).get("choices", [])]
    if value in choices or not choices:
        return value
    return next((choice for choice in choices if value.lower() in choice.lower()), value)
