"""What could not be sent, told where staff look: by institution, kind and reason, never by the text of a mail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from bot.app import App
from bot.models.wave import Wave, WaveState
from bot.store import engagements, outbox
from bot.store.outbox import Effect, State

STOPPED = (State.HELD, State.FAILED)
STAFF_DAYS = timedelta(days=7)
CALENDAR = {"event": "agenda-uitnodiging", "move": "agenda-wijziging", "cancel": "agenda-afzegging"}
MOST = 15
"""Lines of a message; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """One thing that did not leave and that a person has not taken in hand yet."""

    effect: Effect
    text: str


def unsent(app: App, tx: Connection, code: str | None = None) -> list[Unsent]:
    """All of it (with `code`: of that institution), the newest last.

    A person took it in hand once the status was set by hand after it, or something left for the institution later; a
    mail to staff is named for a week.
    """
    stopped = outbox.in_state(tx, STOPPED, institution=code)
    later = outbox.last_sent(tx, {one.institution for one in stopped if one.institution})
    found = []
    for one in sorted(stopped, key=lambda each: (each.state_at or each.due, each.key)):
        at = one.state_at or one.due
        if one.institution:
            by_hand = engagements.get(tx, one.institution).person_at
            open_ = all(moment is None or moment <= at for moment in (by_hand, later.get(one.institution)))
        else:
            open_ = app.now() - at < STAFF_DAYS
        if open_:
            found.append(Unsent(one, _line(app, one)))
    return found


def of_institution(app: App, tx: Connection, code: str) -> str:
    """For Melding in Gemeenten, '' where nothing was kept back."""
    mine = unsent(app, tx, code)
    return "\n".join(f"Niet verzonden: {_what(app, one.effect)}: {one.effect.reason}." for one in mine)


def of_wave(app: App, tx: Connection, wave: Wave) -> str:
    """For Melding in Golven: how many letters were not sent, which and why; '' when all left or still will."""
    mine = sorted(outbox.of_wave(tx, wave.id), key=lambda one: one.key)
    stopped = [one for one in mine if one.state in STOPPED]
    dropped = [one for one in mine if one.state is State.DROPPED and wave.state is not WaveState.CANCELLED]
    lines = []
    if stopped:
        lines += [f"Let op: {len(stopped)} van {len(mine)} brieven niet verzonden.", *_listed(app, stopped)]
    if dropped:
        lines += [f"Vervallen: {len(dropped)} van {len(mine)} brieven.", *_listed(app, dropped)]
    return "\n".join(lines)


def summary(app: App, tx: Connection) -> str:
    """For WachtOpU, '' where nothing was kept back."""
    found = unsent(app, tx)
    letters = sum(one.effect.kind == "letter" for one in found)
    staff = sum(not one.effect.institution for one in found)
    others = len(found) - letters - staff
    parts = (
        _counted(letters, "brief", "brieven") + " niet verzonden (zie Golven)" if letters else "",
        _counted(others, "antwoord", "antwoorden") + " niet verzonden (zie Gemeenten)" if others else "",
        _counted(staff, "bericht", "berichten") + " aan medewerkers niet verzonden" if staff else "",
    )
    return "\n".join(part for part in parts if part)


def lines(app: App, tx: Connection) -> list[str]:
    """For the digest, a line each."""
    return _cut([f"Niet verzonden: {one.text}" for one in unsent(app, tx)])


def _listed(app: App, effects: Iterable[Effect]) -> list[str]:
    return _cut([f"- {_name(app, one)} ({one.key}): {one.reason}" for one in effects])


def _cut(given: Sequence[str]) -> list[str]:
    rest = len(given) - MOST
    return [*given[:MOST], *([f"- en nog {rest} andere"] if rest > 0 else [])]


def _line(app: App, effect: Effect) -> str:
    where = f"{_name(app, effect)}, " if effect.institution else ""
    return f"{where}{_what(app, effect)}: {effect.reason}."


def _name(app: App, effect: Effect) -> str:
    known = app.institutions.get(effect.institution)
    return known.name if known else effect.institution


def _what(app: App, effect: Effect) -> str:
    if effect.kind == "letter":
        return f"brief {effect.key}"
    if effect.kind == "answer":
        kind = app.kinds.get(effect.payload["letter_kind"])
        return f"antwoord '{kind.label if kind else effect.payload['letter_kind']}'"
    return CALENDAR.get(effect.kind) or f"bericht '{effect.payload.get('subject', '')}'"


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
