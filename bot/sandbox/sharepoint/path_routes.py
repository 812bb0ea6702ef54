"""Other addresses of the same things: sites and files by path (`/drives/{id}/root:/Folder/File.docx:/content`).

The address is turned into that of the item itself (`/drives/{id}/items/{id}/content`), whose handler answers.
"""

import re
from dataclasses import replace
from urllib.parse import unquote

from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.routes import dispatch, route
from bot.sandbox.sharepoint import files, library, upload_routes
from bot.sandbox.sharepoint.site import found, open_list, site_of
from bot.sandbox.sharepoint.site import library as default_library

_ENDINGS = (
    *("/children", "/content", "/copy", "/createUploadSession", "/listItem", "/listItem/fields", "/permissions"),
    "/versions",
)
_OPTIONS = (
    "$select",
    "$expand",
    "$top",
    "$skip",
    "$orderby",
    "$filter",
    "token",
    "format",
    "@microsoft.graph.conflictBehavior",
)
_BELOW_DRIVE = re.compile(r"/(?:drive|drives/[^/]+)/", re.IGNORECASE)
_ANY = (*_OPTIONS, "$skiptoken", "expand")


def by_path(call: Call) -> Answer:
    """What stands at a path below the root or below a folder; a file that is put there may be new."""
    of = library.open_drive(call.tenant, call.params["drive"])
    start = library.find(call.tenant, of, call.params.get("item", "root"))
    path, _, ending = call.params["path"].partition(":")
    if ending and ending not in _ENDINGS:
        raise GraphError(400, "BadRequest", f"Resource not found for the segment '{ending}' after the path '{path}'.")
    if (call.method, ending) == ("PUT", "/content"):
        return upload_routes.put_named(call, of, *library.parent_of_path(call, of, start, path))
    if (call.method, ending) == ("POST", "/createUploadSession"):
        return upload_routes.begin_named(call, of, *library.parent_of_path(call, of, start, path))
    file = library.at_path(call.tenant, of, start, path)
    key = file.id if file else files.root_id(of)
    return dispatch(replace(call, path=f"/drives/{call.params['drive']}/items/{key}{ending}"))


def of_site(call: Call) -> Answer:
    """The same below `/sites/{id}/drive`, the site's own library, and below the drive of any of its lists."""
    found(call.tenant, call.params["site"])
    if "drive" in call.params:
        drive = call.params["drive"]
    elif "list" in call.params:
        drive = files.drive_id(open_list(call.tenant, call.params["site"], call.params["list"]))
    else:
        drive = files.drive_id(default_library(call.tenant))
    return dispatch(replace(call, path=f"/drives/{drive}/{_BELOW_DRIVE.split(call.path, maxsplit=1)[1]}"))


def site_by_path(call: Call) -> Answer:
    """The site at a path of a host, as its web address writes it, or behind another colon what stands below it."""
    site, (path, _, below) = site_of(call.tenant), call.path.partition(":/")[2].partition(":")
    named = (call.params["host"].lower(), "/" + unquote(path).strip("/").lower())
    if named != (site.host.lower(), site.path.lower()):
        raise GraphError(404, "itemNotFound", f"Requested site could not be found: {call.params['host']}:/{path}")
    return dispatch(replace(call, path=f"/sites/{site.id}{below.rstrip('/')}"))


for _method in ("GET", "PUT", "POST", "PATCH", "DELETE"):
    for _start in ("/drives/{drive}/root:", "/drives/{drive}/items/{item}:"):
        route(_method, _start + "/{path:path}", options=_OPTIONS)(by_path)
    for _start in ("drive", "drives/{drive}", "lists/{list}/drive"):
        route(_method, f"/sites/{{site}}/{_start}/{{rest:path}}", options=_OPTIONS)(of_site)
    route(_method, "/sites/{host}:/{path:path}", options=_ANY)(site_by_path)
