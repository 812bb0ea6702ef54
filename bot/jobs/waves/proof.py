"""The proof of a wave in the folder Proeven: every letter, and a table who gets one, who does not, and why."""

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from openpyxl import Workbook
from openpyxl.styles import Font

from bot.app import App
from bot.letters.package import MAX_BYTES
from bot.m365.drive import DriveItem
from bot.m365.graph import refusal_of
from bot.models.letter import Letter
from bot.models.wave import Exclusion, Wave

_KENMERK = re.compile(r"[A-Z]+-[A-Z]{2}-\d+-\d+")
HEADINGS = ("Gemeente", "Provincie", "Krijgt een brief", "Reden", "Kenmerk", "Aan", "Opties")


def lay(
    app: App, wave: Wave, letters: Sequence[Letter], exclusions: Sequence[Exclusion], notes: Sequence[str] = ()
) -> str:
    """Put the proof into the site, with `notes` on a sheet of their own; answers the address of its folder."""
    name = re.sub(r'[\\/:*?"<>|#%]+', " ", wave.name).strip() or f"golf {wave.id}"
    path = f"Proeven/{name} ({wave.id})"
    folder = app.library.ensure_folder(path)
    app.library.upload(path, "Wie wel, wie niet en waarom.xlsx", table(app, letters, exclusions, notes))
    for letter in letters:
        if letter.document is not None:
            app.library.upload(
                path, f"{letter.kenmerk}{letter.document_name[letter.document_name.rfind('.') :]}", letter.document
            )
    _clear(app, path, {letter.kenmerk for letter in letters})
    return folder.web_url


def _clear(app: App, path: str, kept: set[str]) -> None:
    """Take away letters of an earlier proof that are not in this one; what people put there stays."""
    old = [one for one in app.library.children(path) if _KENMERK.fullmatch(PurePath(one.name).stem)]
    gone = [one for one in old if PurePath(one.name).stem not in kept]
    answers = app.graph.batch([app.library.delete_part(one.id) for one in gone]) if gone else []
    for answer in answers:
        if not answer.ok and answer.status != 404:
            raise refusal_of(answer, f"removing an older letter from {path}")


def table(app: App, letters: Sequence[Letter], exclusions: Sequence[Exclusion], notes: Sequence[str] = ()) -> bytes:
    """The xlsx."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Wie wel, wie niet"
    sheet.append(HEADINGS)
    for letter in letters:
        one = app.institutions[letter.code]
        options = "; ".join(f"{slot.n}: {slot.start:%d-%m-%Y %H.%M}" for slot in letter.slots)
        to = ", ".join(person.email for person in letter.to)
        sheet.append((one.name, one.province, "ja", "", letter.kenmerk, to, options))
    for out in exclusions:
        one = app.institutions[out.code]
        reason = f"{out.reason} (eerst herstellen)" if out.blocking else out.reason
        sheet.append((one.name, one.province, "nee", reason, "", "", ""))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in zip("ABCDEFG", (28, 16, 16, 48, 20, 48, 52), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    if notes:
        aside = book.create_sheet("Let op")
        for note in notes:
            aside.append((note[0].upper() + note[1:] + ".",))
        aside.column_dimensions["A"].width = 120
    out_bytes = io.BytesIO()
    book.save(out_bytes)
    return out_bytes.getvalue()


def site_templates(app: App) -> Mapping[str, bytes]:
    """The Word templates as staff edit them in Sjablonen: what is downloaded counts (SharePoint rewrites Office files).

    Downloaded again only when a file's etag changed.
    """
    known: dict[str, tuple[str, bytes]] = app.cache.get("templates", {})
    kept = {}
    for item in app.library.children("Sjablonen"):
        if item.name.endswith(".docx") and not item.name.startswith("~$"):
            fresh = known.get(item.name)
            same = fresh is not None and fresh[0] == item.etag
            kept[item.name] = fresh if fresh is not None and same else (item.etag, _downloaded(app, item))
    app.cache["templates"] = kept
    return {name: content for name, (_, content) in kept.items()}


def _downloaded(app: App, item: DriveItem) -> bytes:
    """The bytes; none of a file far too large for a letter, which lint then refuses."""
    return app.library.download(item.id) if item.size <= MAX_BYTES else b""
