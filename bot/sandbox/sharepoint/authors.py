"""Who made or changed something, as SharePoint shows it."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.http import Identity
from bot.sandbox.tenant import Tenant

FIRST_LOOKUP_ID = 6
"""The first person's number in the site's user list; the numbers before it are SharePoint's own."""

_APP_NAME = "SharePoint App"
_APP_LOOKUP_ID = 1073741822


def identity_set(tenant: Tenant, who: Identity) -> dict[str, Any]:
    """The identitySet of an act: the person, or the application beside SharePoint's own app user.

    The knob `person_edit_shows_application` puts an application beside the person too, as an edit through some
    clients does (Teams, Power Apps, a delegated token); when Graph does so is not documented.
    """
    if who.kind == "app":
        return {"application": {"id": who.id, "displayName": who.name}, "user": {"displayName": _APP_NAME}}
    person = {"user": {"id": who.id, "displayName": who.name, "email": who.email}}
    if tenant.settings.person_edit_shows_application:
        return person | {"application": {"id": tenant.settings.client_id, "displayName": "Client"}}
    return person


def lookup_id(tenant: Tenant, identities: Mapping[str, Any]) -> str:
    """The number in the user list of whoever acted."""
    known = identities.get("user", {}).get("id")
    for index, user in enumerate(tenant.directory):
        if user.id == known:
            return str(FIRST_LOOKUP_ID + index)
    return str(_APP_LOOKUP_ID)


def is_person(tenant: Tenant, number: int) -> bool:
    """Does someone stand in the user list under this number?"""
    return FIRST_LOOKUP_ID <= number < FIRST_LOOKUP_ID + len(tenant.directory)


def shown(tenant: Tenant, number: int) -> dict[str, Any]:
    """The person, or SharePoint's own app user, under a number of the user list."""
    if not is_person(tenant, number):
        return {"LookupId": number, "LookupValue": _APP_NAME}
    person = tenant.directory[number - FIRST_LOOKUP_ID]
    return {"LookupId": number, "LookupValue": person.name, "Email": person.email}
