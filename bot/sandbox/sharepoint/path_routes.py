"""Other addresses of the same things: files by path (`/drives/{id}/root:/Folder/File.docx:/content`), a site's drive.

The address is turned into that of the item itself (`/drives/{id}/items/{id}/content`), whose handler answers.
"""

from dataclasses import replace

from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.routes import dispatch, route
from bot.sandbox.sharepoint import files, library, upload_routes
from bot.sandbox.sharepoint.site import found
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


def by_path(call: Call) -> Answer:
    """What stands at a path below the root or below a folder; a file that is put there may be new."""
    of = library.open_drive(call.tenant, call.params["drive"])
    start = library.find(call.tenant, of, call.params.get("item", "root"))
    path, _, ending = call.params["path"].partition(":")
    if ending and ending not in _ENDINGS:
        raise GraphError(400, "BadRequest", f"Resource not found for the segment '{ending}' after the path '{path}'.")
    if (call.method, ending) == ("PUT", "/content"):
        return upload_routes.put_named(call, of, *library.parent_of_path(call.tenant, of, start, path))
    if (call.method, ending) == ("POST", "/createUploadSession"):
        return upload_routes.begin_named(call, of, *library.parent_of_path(call.tenant, of, start, path))
    file = library.at_path(call.tenant, of, start, path)
    key = file.id if file else files.root_id(of)
    return dispatch(replace(call, path=f"/drives/{call.params['drive']}/items/{key}{ending}"))


def of_site(call: Call) -> Answer:
    """The same below `/sites/{id}/drive`: the site's own library."""
    found(call.tenant, call.params["site"])
    drive = files.drive_id(default_library(call.tenant))
    rest = call.path.split("/drive/", 1)[1]
    return dispatch(replace(call, path=f"/drives/{drive}/{rest}"))


for _method in ("GET", "PUT", "POST", "PATCH", "DELETE"):
    for _start in ("/drives/{drive}/root:", "/drives/{drive}/items/{item}:"):
        route(_method, _start + "/{path:path}", options=_OPTIONS)(by_path)
    route(_method, "/sites/{site}/drive/{rest:path}", options=_OPTIONS)(of_site)
