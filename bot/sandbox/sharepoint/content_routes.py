"""Reading content: Graph answers with a pre-authenticated address; the bytes, or a PDF made of them, lie there."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.routes import route
from bot.sandbox.sharepoint import files, library, signed
from bot.sandbox.sharepoint.column_kinds import bad
from bot.sandbox.sharepoint.drive_answers import CONTENT_PATH, download_url, mime_type
from bot.sandbox.sharepoint.files import File

_CONVERTIBLE = (".docx", ".xlsx", ".pptx", ".doc", ".odt", ".rtf", ".xls", ".ppt")
_PATIENCE_S = 120


@route("GET", "/drives/{drive}/items/{item}/content", options=("format",))
def content(call: Call) -> Answer:
    """302 to the content, or with `format=pdf` to a PDF of it."""
    of = library.open_drive(call.tenant, call.params["drive"])
    file = library.find(call.tenant, of, call.params["item"])
    if file is None or file.folder:
        raise bad("A folder has no content.")
    wanted = call.query.get("format", "")
    if wanted and (wanted != "pdf" or not file.name.lower().endswith(_CONVERTIBLE)):
        raise GraphError(406, "notSupported", f"'{file.name}' cannot be converted to '{wanted}'.")
    return Answer(302, None, {"Location": download_url(call.tenant, file, wanted)})


@route("GET", CONTENT_PATH + "/{token}")
def download(call: Call) -> Answer:
    """The bytes behind a pre-authenticated address."""
    said = signed.read(call.tenant.db, call.params["token"], call.tenant.clock.now)
    file = files.get(call.tenant.db, said["file"])
    if file is None:
        raise GraphError(404, "itemNotFound", "The file is gone.")
    kept = files.content(call.tenant.db, file)
    if said["format"] == "pdf":
        return Answer(200, _pdf(file, kept), {"Content-Type": "application/pdf"})
    disposition = f"attachment; filename*=UTF-8''{file.id}"
    return Answer(200, kept, {"Content-Type": mime_type(file.name), "Content-Disposition": disposition})


def _pdf(file: File, kept: bytes) -> bytes:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise GraphError(406, "notSupported", "This machine has no LibreOffice to convert with.")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"file{Path(file.name).suffix}"
        source.write_bytes(kept)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        subprocess.run(command, check=False, capture_output=True, timeout=_PATIENCE_S)
        made = source.with_suffix(".pdf")
        if not made.exists():
            raise GraphError(406, "notSupported", f"'{file.name}' could not be converted.")
        return made.read_bytes()
