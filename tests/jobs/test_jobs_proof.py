"""The proof of a wave in Proeven tells what to look at first, and what changed since a person last said yes."""

import io
from collections.abc import Callable
from typing import Any

import docx
import openpyxl

from bot.jobs.waves import standing
from bot.jobs.waves.proof import last_approved
from bot.letters.wording import changes

TABLE = "Wie wel, wie niet en waarom.xlsx"


def table(tour: Any, folder: str) -> Any:
    """The workbook in a folder of Proeven."""
    item = tour.app.library.get(f"Proeven/{folder}/{TABLE}")
    return openpyxl.load_workbook(io.BytesIO(tour.app.library.download(item.id)))


def rows(book: Any, sheet: str) -> list[tuple[Any, ...]]:
    return list(book[sheet].iter_rows(values_only=True))[1:]


def test_the_table_tells_what_to_look_at_and_what_changed(own_tour: Callable[..., Any]) -> None:
    tour = own_tour()
    item = tour.asked()
    (folder,) = tour.hands.proofs("")
    told = table(tour, folder)
    assert rows(told, "Gewijzigd") == [(None, None, "Deze brief is nog niet eerder goedgekeurd.")]
    named = {why: name for name, why, _ in rows(told, "Eerst bekijken")}
    assert named["langste naam"] in {one.name for one in tour.app.institutions.values()}

    tour.hands.edit("Golven", item, "approver", Akkoord="Akkoord")
    tour.rounds(2, 16)
    document = docx.Document(io.BytesIO(tour.app.shipped["uitnodiging.docx"]))
    document.add_paragraph("Graag tot ziens.")
    out = io.BytesIO()
    document.save(out)
    tour.app.library.upload("Sjablonen", "uitnodiging.docx", out.getvalue())
    with tour.app.journal.begin() as tx:
        approved = last_approved(tx, "uitnodiging")
        assert last_approved(tx, "herinnering") is None
    assert approved is not None
    standing.refresh(tour.app)
    found = changes(approved, standing.words(tour.app, "uitnodiging"))
    assert [(one.file, one.before, one.now) for one in found] == [("uitnodiging.docx", "", "Graag tot ziens.")]
