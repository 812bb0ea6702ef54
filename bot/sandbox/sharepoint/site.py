"""The team's one site: its address, its people, and the lists that it is born with."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from bot.sandbox.http import GraphError, Identity
from bot.sandbox.sharepoint import authors, columns, files, items, lists, signed, uploads, value_index, versions
from bot.sandbox.sharepoint.lists import SiteList
from bot.sandbox.tenant import Tenant

LIBRARY_TITLE = "Documenten"
LIBRARY_NAME = "Gedeelde documenten"
_PEOPLE_TITLE = "User Information List"
_PEOPLE_NAME = "users"
_SYSTEM = Identity("app", "00000003-0000-0ff1-ce00-000000000000", "Office 365 SharePoint Online", "")


@dataclass(frozen=True)
class Site:
    """Where the site stands. `id` is Graph's: host name, site collection, web."""

    host: str
    path: str
    url: str

    @cached_property
    def id(self) -> str:
        return f"{self.host},{self.collection},{self.web}"

    @property
    def collection(self) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, self.url))

    @property
    def web(self) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.url}/_api/web"))

    def list_url(self, of: SiteList) -> str:
        """The address of a list or library in a browser."""
        return f"{self.url}/{quote(of.name)}" if of.is_library else f"{self.url}/Lists/{quote(of.name)}"


def site_of(tenant: Tenant) -> Site:
    """The tenant's site, as the address in its settings says."""
    return _site(tenant.settings.site_url.rstrip("/"))


@lru_cache(4)
def _site(url: str) -> Site:
    parts = urlsplit(url)
    return Site(parts.hostname or "", parts.path, url)


def found(tenant: Tenant, key: str) -> Site:
    """The site with this id (or `root`, or its host name alone); 404 otherwise."""
    site = site_of(tenant)
    if key.lower() not in (site.id.lower(), site.host.lower(), "root"):
        raise GraphError(404, "itemNotFound", f"Requested site could not be found: {key}")
    return site


def open_list(tenant: Tenant, site_key: str, list_key: str) -> SiteList:
    """A list of the site; 404 where site or list is unknown."""
    found(tenant, site_key)
    return lists.find(tenant.db, list_key)


def library(tenant: Tenant) -> SiteList:
    """The document library that the site is born with."""
    return lists.find(tenant.db, LIBRARY_NAME)


def build(tenant: Tenant) -> None:
    """Makes the tables, and in a new tenant the document library and the hidden list of people."""
    for part in (lists, items, versions, value_index, files, uploads, signed):
        tenant.db.script(part.SCHEMA)
    if lists.every(tenant.db):
        return
    now, who = tenant.clock.now, authors.identity_set(tenant, _SYSTEM)
    own = columns.standard()
    lists.create(
        tenant.db, LIBRARY_TITLE, [*own, *file_columns()], who, now, name=LIBRARY_NAME, template="documentLibrary"
    )
    people = lists.create(
        tenant.db,
        _PEOPLE_TITLE,
        [*own, *_person_columns()],
        who,
        now,
        name=_PEOPLE_NAME,
        template="userInformation",
        hidden=True,
    )
    for number, fields in _people(tenant):
        items.add(tenant.db, people.id, fields, who, now, number=number)


def _people(tenant: Tenant) -> list[tuple[int, Mapping[str, Any]]]:
    return [
        (
            authors.FIRST_LOOKUP_ID + index,
            {
                "Title": user.name,
                "Name": f"i:0#.f|membership|{user.email}",
                "EMail": user.email,
                "UserName": user.email,
            },
        )
        for index, user in enumerate(tenant.directory)
    ]


def file_columns() -> list[columns.Column]:
    """What a library has beside the columns of every list."""
    return [
        columns.define({"name": "FileLeafRef", "displayName": "Naam", "text": {}})
        | {"readOnly": True, "isDeletable": False}
    ]


def _person_columns() -> list[columns.Column]:
    return [columns.define({"name": name, "text": {}}) | {"readOnly": True} for name in ("Name", "EMail", "UserName")]
