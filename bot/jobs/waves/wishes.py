"""What a wave is asked for with: letter, provinces, first day. Each is checked, with a Dutch line where it is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from bot.app import App
from bot.clock import AMSTERDAM
from bot.desk.values import moment_text
from bot.errors import DataError
from bot.models.letter import LetterKind
from bot.models.wave import Wave
from bot.waves.follow_up import load

COLUMNS = {"Brief": "Brief", "Provincie": "Provincie", "VerzendenVanaf": "Verzenden vanaf"}
"""Columns of Golven that say what is asked for, with their titles: what is approved is what stands in them."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A checked wish; without provinces it is for a standing approval."""

    kind: LetterKind
    provinces: tuple[str, ...]
    send_from: datetime | None


def wish(app: App, letter: str, provinces: Sequence[str], send_from: datetime | None, *, standing: bool) -> Wish:
    """Check a wish; `standing`: no province asks for a standing approval. DataError (Dutch) where it cannot be."""
    kind = find_kind(app, letter)
    check_provinces(app, provinces)
    answers = not kind.wave
    if provinces and answers:
        raise DataError(
            f"'{kind.label}' beantwoordt wat iemand schreef en gaat niet in een golf uit; laat Provincie leeg voor een"
            " staand akkoord, of kies een andere brief."
        )
    if not provinces and not (standing and (answers or kind.id in _follows(app))):
        raise DataError(f"Kies een of meer provincies; voor '{kind.label}' bestaat geen staand akkoord.")
    _check_day(app, send_from)
    return Wish(kind, tuple(provinces), send_from)


def of_item(app: App, fields: Mapping[str, Any]) -> Wish:
    """The wish of an item in Golven."""
    provinces = tuple(fields.get("Provincie") or ())
    return wish(app, str(fields.get("Brief") or ""), provinces, moment(fields.get("VerzendenVanaf")), standing=True)


def changed(app: App, wave: Wave, fields: Mapping[str, Any]) -> list[str]:
    """Titles of the columns in which an item (or a version of it) asks for another wave than the journal's."""
    letter = str(fields.get("Brief") or "").strip().casefold()
    kind = app.kinds[wave.letter] if wave.letter in app.kinds else None
    names = {wave.letter.casefold(), kind.label.casefold() if kind else ""}
    same = {
        "Brief": letter in names,
        "Provincie": set(fields.get("Provincie") or ()) == set(wave.provinces),
        "VerzendenVanaf": moment_text(moment(fields.get("VerzendenVanaf"))) == moment_text(wave.send_from),
    }
    return [COLUMNS[column] for column, held in same.items() if not held]


def find_kind(app: App, text: str) -> LetterKind:
    """A letter kind by id or label; DataError that names the known ones."""
    for kind in app.kinds.values():
        if text.strip().casefold() in (kind.id.casefold(), kind.label.casefold()):
            return kind
    known = ", ".join(kind.label for kind in app.kinds.values())
    raise DataError(f"{f'Brief {text!r} bestaat niet' if text.strip() else 'Kies een brief'}; kies een van: {known}.")


def check_provinces(app: App, provinces: Sequence[str]) -> None:
    """DataError (Dutch) for a name that is none."""
    known = {one.province for one in app.institutions.values()}
    for name in provinces:
        if name not in known:
            raise DataError(f"Provincie '{name}' bestaat niet; kies uit: {', '.join(sorted(known))}.")


def moment(value: Any) -> datetime | None:
    """A date or moment as a list or the command line gives it; None when empty."""
    if not value:
        return None
    text = str(value)
    if len(text) == 10:
        return datetime.combine(date.fromisoformat(text), time(), AMSTERDAM)
    return datetime.fromisoformat(text)


def _check_day(app: App, send_from: datetime | None) -> None:
    """Times are offered from that day on, so it must lie ahead, and where holidays are known."""
    if send_from is None:
        return
    day, last = send_from.astimezone(AMSTERDAM).date(), app.send_calendar.covered_until
    if day < app.today():
        raise DataError(f"Verzenden vanaf {day:%d-%m-%Y} ligt in het verleden; kies een latere dag of maak het leeg.")
    if day > last:
        raise DataError(
            f"Verzenden vanaf {day:%d-%m-%Y} is te ver weg: feestdagen zijn bekend tot {last:%d-%m-%Y}; kies een"
            " eerdere dag."
        )


def _follows(app: App) -> frozenset[str]:
    """Letters that the bot starts by itself under a standing approval."""
    return frozenset(rule.letter for rule in load(app.config.waves.follow_up).reminders)
