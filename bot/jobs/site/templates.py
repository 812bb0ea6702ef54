"""The folder Sjablonen: each file that staff changed is looked at, and answered in its columns Controle and Fouten."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog

from bot.app import App
from bot.desk.lists.library import TEMPLATES
from bot.jobs.waves import standing
from bot.letters.checked import BAD, Checked, check
from bot.letters.package import MAX_BYTES
from bot.m365.drive import Row, parse_drive_item
from bot.m365.graph import Part, Result, refusal_of
from bot.m365.items import parse_item

LOG = structlog.get_logger()
BUSY = (404, 409, 412, 423)
"""Somebody has the file open, changed it in this moment, or took it away: its next change is answered."""
TOO_LARGE = Checked(BAD, f"Het bestand is groter dan {MAX_BYTES // 1_000_000} MB; maak de afbeeldingen kleiner.")


def answer(app: App, entries: Iterable[Mapping[str, Any]]) -> int:
    """Look at the files of the folder among these entries of the library's delta; how many were answered anew."""
    ids = dict.fromkeys(str(one["id"]) for one in entries if is_template(str(one.get("webUrl") or "")))
    if not ids:
        return 0
    items = app.library.items()
    parts = [Part("GET", f"{items.path}/items/{item_id}?$expand=fields,driveItem") for item_id in ids]
    rows = [_row(one) for one in app.graph.batch(parts) if one.status != 404]
    standing.refresh(app)
    told = [(row, fields) for row in rows if (fields := _differing(row, _checked(app, row)))]
    patches = [items.patch_part(row.item.id, fields, row.item.etag) for row, fields in told]
    answers = app.graph.batch(patches) if patches else []
    for (row, _), result in zip(told, answers, strict=True):
        if result.status in BUSY:
            LOG.info("template waits", file=row.file.name, status=result.status)
        elif not result.ok:
            raise refusal_of(result, f"the columns of {row.file.name} in {TEMPLATES}")
    return len(told)


def is_template(web_url: str) -> bool:
    """Whether a file stands directly in the folder and is no trace of Word having it open."""
    path = PurePosixPath(unquote(urlsplit(web_url).path))
    return path.parent.name == TEMPLATES and not path.name.startswith("~$")


def _row(result: Result) -> Row:
    if not result.ok:
        raise refusal_of(result, f"a file of {TEMPLATES}")
    entry = result.body
    return Row(parse_drive_item(entry["driveItem"]), parse_item(entry))


def _checked(app: App, row: Row) -> Checked:
    if row.file.is_folder or not row.file.size:  # empty while it is still being uploaded
        return Checked()
    if row.file.size > MAX_BYTES:
        return TOO_LARGE
    files = app.cache["site_templates"]
    data = files.get(row.file.name)
    return check(row.file.name, data if data is not None else app.library.download(row.file.id), app.kinds)


def _differing(row: Row, found: Checked) -> dict[str, str | None]:
    wanted = {"Controle": found.verdict, "Fouten": found.faults}
    return {key: value or None for key, value in wanted.items() if _plain(row.item.fields.get(key)) != _plain(value)}


def _plain(value: Any) -> str:
    return " ".join(str(value or "").split())
