"""Putting content: in one request up to 4 MB, in ranges to an address of its own above that."""

import re
from typing import Any

from bot.sandbox.http import Answer, Call, GraphError, Identity
from bot.sandbox.routes import check_properties, route
from bot.sandbox.sharepoint import files, library, lists, uploads
from bot.sandbox.sharepoint.column_kinds import bad
from bot.sandbox.sharepoint.drive_answers import file_json
from bot.sandbox.sharepoint.file_names import behaviour_of, check_name
from bot.sandbox.sharepoint.files import File
from bot.sandbox.sharepoint.lists import SiteList
from bot.sandbox.sharepoint.site import site_of
from bot.sandbox.sharepoint.uploads import Session
from bot.sandbox.sharepoint.writing import check_match, find_item

MOST_AT_ONCE = 4 * 1024 * 1024
_RANGE_LIMIT = 60 * 1024 * 1024
_CONFLICT = "@microsoft.graph.conflictBehavior"
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
UPLOAD_PATH = "/_upload/drive/{token}"
"""Where upload sessions live: outside /v1.0, without a token of Entra."""


@route("PUT", "/drives/{drive}/items/{item}/content", options=(_CONFLICT,))
def put_known(call: Call) -> Answer:
    """Other content for a file that is there, or by a path in the place of the id."""
    of = library.open_drive(call.tenant, call.params["drive"])
    if ":" in call.params["item"]:
        return put_named(call, of, *_place(call, of))
    file = library.find(call.tenant, of, call.params["item"])
    if file is None:
        raise bad("The root of a drive takes no content.")
    return _answer(call, of, library.fill(call, of, file, _content(call), is_new=False), 200)


def put_named(call: Call, of: SiteList, folder: File | None, name: str) -> Answer:
    """Content for a file by folder and name: new, or another version of the one that is there."""
    behaviour = behaviour_of(call.query.get(_CONFLICT), "replace")
    file, is_new = library.upload(call, of, folder, name, _content(call), behaviour)
    return _answer(call, of, file, 201 if is_new else 200)


@route("POST", "/drives/{drive}/items/{item}/createUploadSession", options=(_CONFLICT,))
def begin_known(call: Call) -> Answer:
    """An upload session for a file that is there, or by a path in the place of the id."""
    of = library.open_drive(call.tenant, call.params["drive"])
    if ":" in call.params["item"]:
        return begin_named(call, of, *_place(call, of))
    file = library.find(call.tenant, of, call.params["item"])
    if file is None or file.folder:
        raise bad("An upload session needs a file: address a new one by its path.")
    check_match(call, *files.tags(library.item_of(call.tenant, of, file), file))
    return _begin(call, of, library.find(call.tenant, of, file.parent), file.name)


def begin_named(call: Call, of: SiteList, folder: File | None, name: str) -> Answer:
    """An upload session for a file by folder and name."""
    return _begin(call, of, folder, name)


@route("GET", UPLOAD_PATH)
def state(call: Call) -> dict[str, Any]:
    """What a session still waits for."""
    _check_unsigned(call)
    return _waiting(call, uploads.find(call.tenant.db, call.params["token"], call.tenant.clock.now))


@route("DELETE", UPLOAD_PATH)
def abandon(call: Call) -> None:
    """Ends a session without a file."""
    _check_unsigned(call)
    session = uploads.find(call.tenant.db, call.params["token"], call.tenant.clock.now)
    uploads.end(call.tenant.db, session.token)


@route("PUT", UPLOAD_PATH)
def put_range(call: Call) -> Answer:
    """The next range; the last one makes the file. An Authorization header is refused, as the address is its own."""
    _check_unsigned(call)
    session = uploads.find(call.tenant.db, call.params["token"], call.tenant.clock.now)
    first, total = _checked_range(call)
    session = uploads.append(call.tenant.db, session, first, call.body, total)
    if uploads.received(call.tenant.db, session) < total or session.target["defer"]:
        return Answer(202, _waiting(call, session))
    return _finish(call, session)


@route("POST", UPLOAD_PATH)
def commit(call: Call) -> Answer:
    """Makes the file of a session that was begun with deferCommit, once all of it is there."""
    _check_unsigned(call)
    session = uploads.find(call.tenant.db, call.params["token"], call.tenant.clock.now)
    if session.total is None or uploads.received(call.tenant.db, session) < session.total:
        raise bad("The upload is not complete: see nextExpectedRanges.")
    return _finish(call, session)


def _check_unsigned(call: Call) -> None:
    if "authorization" in call.headers:
        raise GraphError(401, "unauthenticated", "An upload address takes no Authorization header.")


def _begin(call: Call, of: SiteList, folder: File | None, name: str) -> Answer:
    body = call.json()
    check_properties(body, ("item", "deferCommit"), "createUploadSession")
    item = body.get("item") or {}
    check_properties(item, ("name", "fileSize", "description", "fileSystemInfo"), "driveItemUploadableProperties")
    name, size = str(item.get("name") or name), item.get("fileSize")
    check_name(name)
    if size is not None and (isinstance(size, bool) or not isinstance(size, int)):
        raise bad("fileSize is a number of bytes.")
    behaviour = behaviour_of(item.get(_CONFLICT) or call.query.get(_CONFLICT), "replace")
    if behaviour == "fail":
        library.check_free(call.tenant, of, folder, name)
    target: dict[str, Any] = {
        "list": of.id,
        "folder": folder.id if folder else "root",
        "name": name,
        "behaviour": behaviour,
        "size": size,
        "defer": body.get("deferCommit") is True,
        "who": [call.who.kind, call.who.id, call.who.name, call.who.email],
    }
    session = uploads.begin(call.tenant.db, target, call.tenant.clock.now)
    url = call.tenant.data_url + UPLOAD_PATH.replace("{token}", session.token)
    return Answer(200, {"uploadUrl": url, **_waiting(call, session)})


def _finish(call: Call, session: Session) -> Answer:
    of = lists.find(call.tenant.db, session.target["list"])
    folder = library.find(call.tenant, of, session.target["folder"])
    content = uploads.content(call.tenant.db, session)
    acting = _as(call, session.target["who"])
    file, is_new = library.upload(acting, of, folder, session.target["name"], content, session.target["behaviour"])
    uploads.end(call.tenant.db, session.token)
    return _answer(call, of, file, 201 if is_new else 200)


def _place(call: Call, of: SiteList) -> tuple[File | None, str]:
    base, _, path = call.params["item"].partition(":")
    return library.parent_of_path(call, of, library.find(call.tenant, of, base), path.rstrip(":"))


def _as(call: Call, who: list[str]) -> Call:
    """The same call in the name of whoever began the session."""
    kind, key, name, email = who
    identity = Identity(kind, key, name, email)
    return Call(call.method, call.path, call.params, call.query, {}, call.body, identity, call.tenant)


def _checked_range(call: Call) -> tuple[int, int]:
    found = _RANGE.fullmatch(call.headers.get("content-range", ""))
    if not found:
        raise bad("A range needs the header Content-Range: bytes first-last/total.")
    first, last, total = (int(number) for number in found.groups())
    if last - first + 1 != len(call.body) or last >= total:
        raise bad("Content-Range does not fit the bytes sent.")
    if len(call.body) > _RANGE_LIMIT:
        raise GraphError(413, "requestEntityTooLarge", "A range takes at most 60 MiB.")
    step = call.tenant.settings.range_step_kib * 1024
    if step and last + 1 < total and len(call.body) % step:
        raise bad(f"The ranges of an upload are multiples of {step} bytes, the last one apart.")
    return first, total


def _content(call: Call) -> bytes:
    if len(call.body) > MOST_AT_ONCE:
        raise GraphError(413, "requestEntityTooLarge", "Above 4 MB a file needs an upload session.")
    return call.body


def _waiting(call: Call, session: Session) -> dict[str, Any]:
    received = uploads.received(call.tenant.db, session)
    done = session.total is not None and received >= session.total
    return {"expirationDateTime": session.expires, "nextExpectedRanges": [] if done else [f"{received}-"]}


def _answer(call: Call, of: SiteList, file: File, status: int) -> Answer:
    item = find_item(call.tenant, of, str(file.item_id))
    return Answer(status, file_json(call.tenant, site_of(call.tenant), of, file, item))
