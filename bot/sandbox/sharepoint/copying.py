"""Copies of files and folders: asked for, carried out a little later, and told of at an address of their own."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.clock import on_due
from bot.sandbox.http import Answer, Call, GraphError, Identity
from bot.sandbox.routes import check_properties, route
from bot.sandbox.sharepoint import files, library
from bot.sandbox.sharepoint.column_kinds import bad
from bot.sandbox.sharepoint.file_names import behaviour_of
from bot.sandbox.sharepoint.files import File
from bot.sandbox.sharepoint.lists import SiteList
from bot.sandbox.tenant import Tenant

_CONFLICT = "@microsoft.graph.conflictBehavior"
_DELAY = timedelta(seconds=2)
_MONITOR = "/_layouts/monitor"
_JOBS = "sp_copies"


@route("POST", "/drives/{drive}/items/{item}/copy", options=(_CONFLICT,))
def ask(call: Call) -> Answer:
    """202 with the address that tells how far the copy is."""
    body = call.json()
    check_properties(body, ("parentReference", "name"), "copy")
    of = library.open_drive(call.tenant, call.params["drive"])
    file = library.find(call.tenant, of, call.params["item"])
    if file is None:
        raise bad("The root of a drive cannot be copied.")
    drive, folder = _target(call, of, file, body.get("parentReference"))
    job = {
        "file": file.id,
        "drive": drive,
        "folder": folder,
        "name": str(body.get("name") or file.name),
        "behaviour": behaviour_of(call.query.get(_CONFLICT), "fail"),
        "who": [call.who.kind, call.who.id, call.who.name, call.who.email],
    }
    token = secrets.token_urlsafe(24)
    call.tenant.db.put(_JOBS, token, {"status": "inProgress", "percentageComplete": 0.0})
    call.tenant.due(call.tenant.clock.now + _DELAY, "sp_copy", {"token": token, **job})
    return Answer(202, None, {"Location": f"{call.tenant.data_url}{_MONITOR}/{token}"})


@route("GET", _MONITOR + "/{token}")
def monitor(call: Call) -> Answer:
    """How far a copy is: 202 while it runs, 200 with the new item's id, or with the error, at its end."""
    job = call.tenant.db.get(_JOBS, call.params["token"])
    if job is None:
        raise GraphError(404, "itemNotFound", "There is no such operation.")
    return Answer(202 if job["status"] == "inProgress" else 200, job)


@on_due("sp_copy")
def carry_out(tenant: Tenant, job: dict[str, Any], _at: datetime) -> None:
    """Makes the copy in the name of whoever asked; what cannot be done stands at the job's address."""
    call = Call("POST", "", {}, {}, {}, b"", Identity(*job["who"]), tenant)
    try:
        of, source = library.open_drive(tenant, job["drive"]), files.get(tenant.db, job["file"])
        if source is None:
            raise GraphError(404, "itemNotFound", "The file is gone.")
        made = _copy(call, of, source, library.find(tenant, of, job["folder"]), job["name"], job["behaviour"])
        told = {"status": "completed", "percentageComplete": 100.0, "resourceId": made.id}
    except GraphError as error:
        told = {"status": "failed", "error": {"code": error.code, "message": error.message}}
    tenant.db.put(_JOBS, job["token"], told)


def _copy(call: Call, of: SiteList, source: File, folder: File | None, name: str, behaviour: str) -> File:
    below = files.children(call.tenant.db, source.id) if source.folder else []
    made = library.make(call, of, folder, name, behaviour, is_folder=source.folder)
    for child in below:
        _copy(call, of, child, made, child.name, behaviour)
    if source.folder:
        return made
    return library.fill(call, of, made, files.content(call.tenant.db, source), is_new=made.size == 0)


def _target(call: Call, of: SiteList, file: File, reference: Any) -> tuple[str, str]:
    if reference is None:
        return files.drive_id(of), file.parent
    check_properties(reference, ("id", "driveId", "driveType", "siteId", "path"), "microsoft.graph.itemReference")
    drive = str(reference.get("driveId") or files.drive_id(of))
    folder = library.place(call.tenant, library.open_drive(call.tenant, drive), reference)
    library.check_outside(call.tenant, file, folder)
    return drive, folder.id if folder else "root"
