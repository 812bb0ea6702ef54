"""The proof of a wave in the folder Proeven: every letter, one PDF to page through, and a table that tells of them."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.waves.proof_table import Contents, table
from bot.letters import book
from bot.letters.oddest import oddest
from bot.letters.wording import changes
from bot.m365.graph import refusal_of
from bot.models.letter import Letter
from bot.models.wave import Exclusion, Wave
from bot.store import events, waves

_KENMERK = re.compile(r"[A-Z]+-[A-Z]{2}-\d+-\d+")
TABLE, BOOK = "Wie wel, wie niet en waarom.xlsx", "Alle brieven om door te bladeren.pdf"
NO_BOOK = "er is geen bestand met alle brieven om door te bladeren: op de server van de bot ontbreekt pypdf"


def lay(
    app: App,
    wave: Wave,
    letters: Sequence[Letter],
    exclusions: Sequence[Exclusion],
    notes: Sequence[str] = (),
    wording: Mapping[str, Any] | None = None,
) -> str:
    """Put the proof into the site; answers the address of its folder.

    `notes` get a sheet of their own; `wording` is that of the templates, to tell what changed since the last approval.
    """
    name = re.sub(r'[\\/:*?"<>|#%]+', " ", wave.name).strip() or f"golf {wave.id}"
    path = f"Proeven/{name} ({wave.id})"
    folder = app.library.ensure_folder(path)
    first = oddest(letters, app.institutions)
    pages = _pages(app, letters, first)
    if pages and not book.available():
        notes, pages = [*notes, NO_BOOK], []
    with app.journal.begin() as tx:
        approved = last_approved(tx, wave.letter)
    changed = None if approved is None else changes(approved, wording or {})
    app.library.upload(path, TABLE, table(app.institutions, Contents(letters, exclusions, notes, first, changed)))
    if pages:
        app.library.upload(path, BOOK, book.bound(wave.name, pages))
    for letter in letters:
        if letter.document is not None:
            app.library.upload(path, f"{letter.kenmerk}{PurePath(letter.document_name).suffix}", letter.document)
    _clear(app, path, {letter.kenmerk for letter in letters}, bool(pages))
    return folder.web_url


def last_approved(tx: Connection, kind: str) -> Mapping[str, Any] | None:
    """The wording of a letter kind as a person last approved it; None where nobody did."""
    sealed = {
        str(one["data"]["seal"]): one["data"]["wording"]
        for event in ("wave_sealed", "standing_sealed")
        for one in events.of_kind(tx, event)
        if one["data"].get("wording")
    }
    for one in reversed(events.of_kind(tx, "wave_approved")):
        wave = waves.get(tx, int(one["cause"]["wave"]))
        if wave is not None and wave.letter == kind and one["data"]["seal"] in sealed:
            found: Mapping[str, Any] = sealed[one["data"]["seal"]]
            return found
    return None


def _pages(app: App, letters: Sequence[Letter], first: Sequence[tuple[Letter, str]]) -> list[tuple[str, bytes]]:
    """The PDFs in the order of the book, each with its bookmark: the oddest first, then by name."""
    odd = {one.kenmerk for one, _ in first}
    rest = sorted((one for one in letters if one.kenmerk not in odd), key=lambda one: app.institutions[one.code].name)
    named = [(one, f"{app.institutions[one.code].name} ({reason})") for one, reason in first]
    named += [(one, app.institutions[one.code].name) for one in rest]
    return [
        (name, one.document) for one, name in named if one.document is not None and one.document_name.endswith(".pdf")
    ]


def _clear(app: App, path: str, kept: set[str], with_book: bool) -> None:
    """Take away letters of an earlier proof that are not in this one; what people put there stays."""
    children = app.library.children(path)
    gone = [
        one for one in children if _KENMERK.fullmatch(PurePath(one.name).stem) and PurePath(one.name).stem not in kept
    ]
    gone += [one for one in children if one.name == BOOK and not with_book]
    answers = app.graph.batch([app.library.delete_part(one.id) for one in gone]) if gone else []
    for answer in answers:
        if not answer.ok and answer.status != 404:
            raise refusal_of(answer, f"removing an older letter from {path}")
