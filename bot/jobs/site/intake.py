"""The folder Aanleveren: each file that people drop there is answered in its columns, with the difference beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from sqlalchemy import Connection

from bot.app import App
from bot.clock import AMSTERDAM
from bot.desk.commands import command_of
from bot.desk.lists.library import INTAKE, LIBRARY
from bot.errors import DataError, StoreError, TenantError
from bot.jobs.places import places
from bot.jobs.register import answering
from bot.jobs.register.answering import Answer, File
from bot.jobs.register.comparing import Comparison
from bot.jobs.register.sheet import workbook
from bot.jobs.site import templates
from bot.jobs.site.authors import actor_of, version_of
from bot.jobs.site.claims import Claim
from bot.m365 import delta
from bot.m365.drive import Row, parse_drive_item
from bot.m365.graph import GraphFault, Part, Result, refusal_of
from bot.m365.items import parse_item
from bot.models.actor import Service
from bot.store import bookmarks, events, site
from bot.store.site import SiteItem

LOG = structlog.get_logger()
DIFFERENCE = " - verschillen.xlsx"
"""How the name of a file of differences ends; a file so named is not read."""
BUSY = (409, 412, 423)
"""A person has the file open, or changed it in this moment."""
OF_ALL = (401, 403, 429)
"""Refusals that are not about one file."""
_RESOURCE = f"list:{LIBRARY.name}"
STUMBLED = (
    "De bot kon dit bestand niet verwerken en heeft er niets mee gedaan; vraag de beheerder in het logboek te kijken."
)


class IntakeReader:
    """Reads the delta of the library. `parts` and `absorb` let its first page travel in anybody's $batch."""

    def __init__(self, app: App) -> None:
        self._app, self._items = app, app.library.items()

    def read(self) -> int:
        """Read and answer; how many files were new or changed."""
        return self.absorb(self._app.graph.batch(self.parts()))

    def parts(self) -> list[Part]:
        """One request: from where the last reading ended."""
        with self._app.journal.begin() as tx:
            link = bookmarks.get(tx, _RESOURCE)
        return [delta.part(link or self._items.delta_start())]

    def absorb(self, answers: Sequence[Result]) -> int:
        """Answer each file of the folder that changed, then remember how far the reading came."""
        app = self._app
        page = delta.absorb(app.graph, answers[0], self._items.delta_start())
        dropped = [str(entry["id"]) for entry in page.items if _is_delivered(str(entry.get("webUrl") or ""))]
        with app.journal.begin() as tx:
            waiting = site.marked(tx, LIBRARY.name)
        done = templates.answer(app, page.items)
        done += sum(self._file(item_id) for item_id in dict.fromkeys([*dropped, *waiting]))
        with app.journal.begin() as tx:
            for gone in page.removed_ids:
                site.forget(tx, LIBRARY.name, gone)
            bookmarks.put(tx, _RESOURCE, page.link, app.now())
        return done

    def _file(self, item_id: str) -> bool:
        """Answer one file. Where it is refused (somebody has it open, or was first) it waits for the next round."""
        try:
            done, wait = self._try(item_id), False
        except GraphFault as fault:
            if fault.status >= 500 or fault.status in OF_ALL:
                raise
            LOG.info("file waits", item=item_id, status=fault.status)
            done, wait = False, fault.status != 404
        with self._app.journal.begin() as tx:
            if wait:
                site.mark(tx, LIBRARY.name, item_id)
            else:
                site.unmark(tx, LIBRARY.name, [item_id])
        return done

    def _try(self, item_id: str) -> bool:
        entry = self._app.graph.get(f"{self._items.path}/items/{item_id}?$expand=fields,driveItem")
        row = Row(parse_drive_item(entry["driveItem"]), parse_item(entry))
        if row.file.is_folder or not row.file.size:  # empty while it is still being uploaded
            return False
        try:
            found = self._answer(row)
        except (StoreError, TenantError):
            raise  # the tenant failed, not the file: it is read again in the next round
        except Exception as fault:
            LOG.error("file set aside", item=item_id, fault=places(fault))  # no word of its text
            with self._app.journal.begin() as tx:
                cause = {"list": LIBRARY.name, "item": item_id, "fault": type(fault).__name__}
                events.record(tx, self._app.now(), "site_fault", actor=Service(), cause=cause)
            found = Answer(answering.BAD, STUMBLED, answering.NOTHING)
        self._write(row, found)
        return True

    def _answer(self, row: Row) -> Answer:
        app, item_id = self._app, row.item.id
        with app.journal.begin() as tx:
            known = site.get(tx, LIBRARY.name, item_id)
        before = Answer(**known.seen) if known and known.seen else None
        try:
            claim = self._claim(row)
        except DataError as fault:
            return Answer(before.check if before else "", str(fault), before.message if before else "")

        def keep(tx: Connection, found: Answer) -> None:
            site.put(tx, SiteItem(LIBRARY.name, item_id, seen=asdict(found)))

        file = File(row.file.name, row.file.size, lambda: app.library.download(row.file.id), self._lay(row))
        return answering.answer(app, file, before, claim, keep)

    def _claim(self, row: Row) -> Claim | None:
        value = row.item.fields.get("Opdracht")
        if not value:
            return None
        version = version_of(self._items.versions(row.item.id), "Opdracht", value)
        if version is None:
            return None
        asked = command_of(LIBRARY, row.item.id, "Opdracht", value, version.id)
        return Claim(asked.list, asked.item_id, asked.column, asked.version_id, asked.value, actor_of(version))

    def _lay(self, row: Row) -> Any:
        def lay(found: Comparison) -> str:
            stem, content = PurePosixPath(row.file.name).stem, workbook(found)
            moment = self._app.now().astimezone(AMSTERDAM)
            try:
                self._app.library.upload(INTAKE, stem + DIFFERENCE, content)
                return stem + DIFFERENCE
            except GraphFault as fault:
                if fault.status not in BUSY:
                    raise
            name = f"{stem} {moment:%H.%M}{DIFFERENCE}"  # somebody is reading the last one
            self._app.library.upload(INTAKE, name, content)
            return name

        return lay

    def _write(self, row: Row, found: Answer) -> None:
        """The columns that differ, where nobody wrote there since they were read."""
        told = {"Controle": found.check, "Fouten": found.faults, "Melding": found.message, "Opdracht": ""}
        fields = _changed(row.item.fields, told)
        if fields:
            result = self._app.graph.batch([self._items.patch_part(row.item.id, fields, row.item.etag)])[0]
            if not result.ok:
                raise refusal_of(result, f"the columns of {row.file.name} in {INTAKE}")


def _changed(now: Mapping[str, Any], told: Mapping[str, str]) -> dict[str, str | None]:
    return {name: value or None for name, value in told.items() if _plain(now.get(name)) != _plain(value)}


def _plain(value: Any) -> str:
    return "\n".join(str(value or "").split())


def _is_delivered(web_url: str) -> bool:
    """A file directly in the folder, and none that the bot laid there."""
    path = PurePosixPath(unquote(urlsplit(web_url).path))
    return path.parent.name == INTAKE and not path.name.endswith(DIFFERENCE) and not path.name.startswith("~$")
