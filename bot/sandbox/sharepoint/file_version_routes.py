"""Versions of a file: each write to its content or its columns is one."""

from typing import Any

from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.routes import route
from bot.sandbox.sharepoint import files, library, versions
from bot.sandbox.sharepoint.column_kinds import bad
from bot.sandbox.sharepoint.drive_answers import download_url, file_version_json
from bot.sandbox.sharepoint.files import File
from bot.sandbox.sharepoint.lists import SiteList
from bot.sandbox.sharepoint.versions import Version

_VERSIONS = "/drives/{drive}/items/{item}/versions"
_VERSION = f"{_VERSIONS}/{{version}}"


@route("GET", _VERSIONS)
def all_versions(call: Call) -> dict[str, Any]:
    """The versions of a file that the library keeps, newest first."""
    of, file = _file(call)
    kept = versions.every(call.tenant.db, library.item_of(call.tenant, of, file))
    return {"value": [file_version_json(call.tenant, file, one) for one in kept]}


@route("GET", _VERSION)
def one_version(call: Call) -> dict[str, Any]:
    """A version by its id, such as `3.0`."""
    of, file = _file(call)
    return file_version_json(call.tenant, file, _version(call, of, file))


@route("GET", f"{_VERSION}/content")
def content(call: Call) -> Answer:
    """302 to the content that a version had; the newest one is read as the file itself."""
    of, file = _file(call)
    version = _version(call, of, file)
    if version.number == library.item_of(call.tenant, of, file).ui:
        raise bad("You cannot get the content of the current version.")
    return Answer(302, None, {"Location": download_url(call.tenant, file, version=version.number)})


@route("POST", f"{_VERSION}/restoreVersion", status=204)
def restore(call: Call) -> None:
    """Puts the content of an older version back, as a new version of whoever asked."""
    of, file = _file(call)
    library.fill(call, of, file, files.content(call.tenant.db, file, _version(call, of, file).number), is_new=False)


def _file(call: Call) -> tuple[SiteList, File]:
    of = library.open_drive(call.tenant, call.params["drive"])
    file = library.find(call.tenant, of, call.params["item"])
    if file is None or file.folder:
        raise bad("A folder has no versions.")
    return of, file


def _version(call: Call, of: SiteList, file: File) -> Version:
    for version in versions.every(call.tenant.db, library.item_of(call.tenant, of, file)):
        if version.id == call.params["version"]:
            return version
    raise GraphError(404, "itemNotFound", f"'{file.name}' has no version {call.params['version']}.")
