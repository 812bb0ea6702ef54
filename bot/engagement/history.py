"""What happened to an institution, in Dutch lines that anyone can read (promise P7)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.models.status import Status

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_KINDS = {
    "imported": "beginstand overgenomen",
    "status": "status",
    "status_changed": "status",
    "status_set": "status met de hand",
    "proposal": "voorstel",
    "refused": "niet mogelijk",
    "letter_planned": "brief voorbereid",
    "letter_sent": "brief verzonden",
    "letter_held": "brief vastgehouden",
    "letter_failed": "brief niet verzonden",
    "reply_applied": "antwoord verwerkt",
    "reply_review": "antwoord wacht op beoordeling",
    "reply_ignored": "bericht genegeerd",
    "decision": "besluit in Postbak",
    "call": "gebeld",
    "offer": "tijden aangeboden",
    "booked": "gesprek gepland",
    "talk_booked": "gesprek gepland",
    "talk_moved": "gesprek verplaatst",
    "talk_cancelled": "gesprek afgezegd",
    "talk_passed": "gesprek gevoerd",
    "contact_changed": "contactpersoon gewijzigd",
    "excluded": "niet in een golf",
}

_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
_LABELS = {status.value: status.label for status in Status}


def explain(events: Iterable[Mapping[str, Any]]) -> list[str]:
    """One line per journal event, in the order given.

    An event has `at` (aware datetime or ISO text), `kind`, `cause` (the rule or the mail's reference), `actor` (text)
    and `data` (a mapping; `from` and `to` are statuses, the rest is shown as it stands). All but `at` and `kind` may
    be absent.
    """
    return [_line(event) for event in events]


def _line(event: Mapping[str, Any]) -> str:
    data = dict(event.get("data") or {})
    move = _move(data.pop("from", None), data.pop("to", None))
    details = ", ".join(f"{key} {_value(value)}" for key, value in data.items() if value not in (None, "", [], {}))
    kind = str(event["kind"])
    what = " ".join(part for part in (_KINDS.get(kind, kind.replace("_", " ")), move) if part)
    why = [f"oorzaak: {event['cause']}"] if event.get("cause") else []
    who = [f"door {event['actor']}"] if event.get("actor") else []
    return f"{_when(event['at'])}: " + "; ".join([what, *([details] if details else []), *why, *who])


def _move(source: Any, target: Any) -> str:
    if target is None:
        return ""
    return f"{_value(source)} → {_value(target)}" if source else _value(target)


def _value(value: Any) -> str:
    """A status as its label, days and lists as people write them."""
    if isinstance(value, list | tuple):
        return ", ".join(_value(item) for item in value)
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return _when(value)
    if isinstance(value, date):
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    text = str(value)
    return _LABELS.get(text, text)


def _when(at: datetime | str) -> str:
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    local = moment.astimezone(AMSTERDAM)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}, {local:%H.%M} uur"
