"""Who may do what with a file: here all that is in the site is open to the site's three groups alone."""

import uuid
from typing import Any

from bot.sandbox.http import Call, GraphError
from bot.sandbox.routes import route
from bot.sandbox.sharepoint import files, library
from bot.sandbox.sharepoint.site import site_of

_GROUPS = (("Eigenaren", "owner"), ("Leden", "write"), ("Bezoekers", "read"))
_PERMISSIONS = "/drives/{drive}/items/{item}/permissions"


@route("GET", _PERMISSIONS)
def all_permissions(call: Call) -> dict[str, Any]:
    """The permissions of a file or folder, inherited from the site."""
    of = library.open_drive(call.tenant, call.params["drive"])
    library.find(call.tenant, of, call.params["item"])
    above = {"driveId": files.drive_id(of), "id": files.root_id(of)}
    return {"value": [_permission(call, name, role, above) for name, role in _GROUPS]}


@route("GET", f"{_PERMISSIONS}/{{permission}}")
def one_permission(call: Call) -> dict[str, Any]:
    """One of them by its id."""
    for one in all_permissions(call)["value"]:
        if one["id"] == call.params["permission"]:
            return dict(one)
    raise GraphError(404, "itemNotFound", f"There is no permission {call.params['permission']}.")


def _permission(call: Call, name: str, role: str, above: dict[str, str]) -> dict[str, Any]:
    title = f"{name} van {call.tenant.settings.site_title}"
    group = {"id": str(_GROUPS.index((name, role)) + 3), "displayName": title, "loginName": title}
    key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{site_of(call.tenant).url}#{name}"))
    return {"id": key, "roles": [role], "grantedToV2": {"siteGroup": group}, "inheritedFrom": above}
