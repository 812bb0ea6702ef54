"""The table of a proof: who gets a letter, who does not and why, what to look at first, what changed, what to know."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from bot.letters.wording import Change
from bot.models.institution import Institution
from bot.models.letter import Letter
from bot.models.wave import Exclusion

HEADINGS = ("Gemeente", "Provincie", "Krijgt een brief", "Reden", "Kenmerk", "Aan", "Opties")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a proof tells. `changes` None: no earlier version was approved."""

    letters: Sequence[Letter]
    exclusions: Sequence[Exclusion] = ()
    notes: Sequence[str] = ()
    first: Sequence[tuple[Letter, str]] = ()
    changes: Sequence[Change] | None = None


def table(institutions: Mapping[str, Institution], told: Contents) -> bytes:
    """The xlsx."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _sheet(book, "Wie wel, wie niet", HEADINGS, _who(institutions, told), (28, 16, 16, 48, 20, 48, 52))
    if told.first:
        rows = [(institutions[one.code].name, reason, one.kenmerk) for one, reason in told.first]
        _sheet(book, "Eerst bekijken", ("Gemeente", "Waarom deze", "Kenmerk"), rows, (28, 52, 20))
    _sheet(book, "Gewijzigd", ("Bestand", "Was", "Wordt"), _changed(told.changes), (28, 70, 70))
    if told.notes:
        rows_of_notes = [(f"{note[0].upper()}{note[1:]}.",) for note in told.notes]
        _sheet(book, "Let op", ("Let op",), rows_of_notes, (120,))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _who(institutions: Mapping[str, Institution], told: Contents) -> Iterable[tuple[str, ...]]:
    for letter in told.letters:
        one = institutions[letter.code]
        options = "; ".join(f"{slot.n}: {slot.start:%d-%m-%Y %H.%M}" for slot in letter.slots)
        yield one.name, one.province, "ja", "", letter.kenmerk, ", ".join(person.email for person in letter.to), options
    for out in told.exclusions:
        one = institutions[out.code]
        reason = f"{out.reason} (eerst herstellen)" if out.blocking else out.reason
        yield one.name, one.province, "nee", reason, "", "", ""


def _changed(changes: Sequence[Change] | None) -> Iterable[tuple[str, ...]]:
    if changes is None:
        return [("", "", "Deze brief is nog niet eerder goedgekeurd.")]
    if not changes:
        return [("", "", "Niets gewijzigd sinds het laatste akkoord.")]
    return [(one.file, one.before, one.now) for one in changes]


def _sheet(
    book: Workbook, title: str, headings: Sequence[str], rows: Iterable[tuple[str, ...]], widths: Sequence[int]
) -> None:
    sheet = book.create_sheet(title)
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.data_type = "s"  # a text that begins with = is none to calculate
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for number, width in enumerate(widths):
        sheet.column_dimensions["ABCDEFG"[number]].width = width
    sheet.freeze_panes = "A2"
