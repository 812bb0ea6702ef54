"""Reading content: Graph answers with a pre-authenticated address; the bytes, or a PDF made of them, lie there."""

import io
import re
import zipfile
from urllib.parse import quote

from bot.sandbox.http import Answer, Call, GraphError, Later
from bot.sandbox.routes import route
from bot.sandbox.sharepoint import files, library, signed
from bot.sandbox.sharepoint.column_kinds import bad
from bot.sandbox.sharepoint.converting import pdf_of
from bot.sandbox.sharepoint.drive_answers import CONTENT_PATH, download_url, mime_type
from bot.sandbox.sharepoint.files import File
from bot.sandbox.sharepoint.office import SUFFIXES
from bot.sandbox.sharepoint.writing import unchanged

_CONVERTIBLE = tuple(
    f".{one}"
    for one in "csv doc docx odp ods odt pot potm potx pps ppsx ppsxm ppt pptm pptx rtf xls xlsx".split()
)
_RANGE = re.compile(r"bytes=(?=\d*-\d|\d+-)(\d*)-(\d*)")


@route("GET", "/drives/{drive}/items/{item}/content", options=("format",))
def content(call: Call) -> Answer:
    """302 to the content, or with `format=pdf` to a PDF of it."""
    of = library.open_drive(call.tenant, call.params["drive"])
    file = library.find(call.tenant, of, call.params["item"])
    if file is None or file.folder:
        raise bad("A folder has no content.")
    if unchanged(call, *files.tags(library.item_of(call.tenant, of, file), file)):
        return Answer(304)
    wanted = call.query.get("format", "")
    if wanted and (wanted != "pdf" or not _is_convertible(file, files.content(call.tenant.db, file))):
        raise GraphError(406, "notSupported", f"'{file.name}' cannot be converted to '{wanted}'.")
    return Answer(302, None, {"Location": download_url(call.tenant, file, wanted)})


@route("GET", CONTENT_PATH + "/{token}")
def download(call: Call) -> Answer:
    """The bytes behind a pre-authenticated address, which takes no token."""
    if "authorization" in call.headers:
        raise GraphError(401, "unauthenticated", "A download address takes no Authorization header.")
    said = signed.read(call.tenant.db, call.params["token"], call.tenant.clock.now)
    file = files.get(call.tenant.db, said["file"])
    if file is None:
        raise GraphError(404, "itemNotFound", "The file is gone.")
    kept = files.content(call.tenant.db, file, said["version"])
    if said["format"] == "pdf":
        patience = call.tenant.settings.conversion_timeout_s
        return Later(ask=lambda: pdf_of(file.name, kept, patience), finish=_pdf)
    headers = {
        "Content-Type": mime_type(file.name),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        "Accept-Ranges": "bytes",
    }
    return _part(call, kept, headers)


def _part(call: Call, kept: bytes, headers: dict[str, str]) -> Answer:
    """All of it, or the bytes that a Range asks for."""
    found = _RANGE.fullmatch(call.headers.get("range", ""))
    if not found:
        return Answer(200, kept, headers)
    first = int(found[1]) if found[1] else max(len(kept) - int(found[2]), 0)
    last = min(int(found[2]), len(kept) - 1) if found[1] and found[2] else len(kept) - 1
    if first > last:
        raise GraphError(416, "invalidRange", f"The file has {len(kept)} bytes.")
    return Answer(206, kept[first : last + 1], headers | {"Content-Range": f"bytes {first}-{last}/{len(kept)}"})


def _is_convertible(file: File, kept: bytes) -> bool:
    """Is it of a kind that the service makes a PDF of, and not only by its name?"""
    name = file.name.lower()
    return name.endswith(_CONVERTIBLE) and (not name.endswith(SUFFIXES) or zipfile.is_zipfile(io.BytesIO(kept)))


def _pdf(made: bytes) -> Answer:
    return Answer(200, made, {"Content-Type": "application/pdf"})
