"""What happened to an institution, in Dutch lines that anyone can read (promise P7)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.engagement.words import CAUSES, EVENTS, KINDS, MONTHS
from bot.models.actor import Actor, actor_text
from bot.models.status import Status

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_LABELS = {status.value: status.label for status in Status}


def explain(events: Iterable[Mapping[str, Any]]) -> list[str]:
    """One line per journal event, in the order given.

    An event has `at` (aware datetime or ISO text), `kind`, and may have `cause` (a mapping of what it rests on, or
    text), `actor` (an Actor, or text) and `data` (a mapping; `before` and `after` are statuses). A word that has no
    Dutch yet is shown as it stands, so that nothing is left out.
    """
    return [_line(event) for event in events]


def _line(event: Mapping[str, Any]) -> str:
    data = dict(event.get("data") or {})
    before, after = data.pop("before", None), data.pop("after", None)
    parts = [
        " ".join(part for part in (_kind(str(event["kind"])), _move(before, after)) if part),
        _pairs(data),
        _prefixed("oorzaak: ", _cause(event.get("cause"))),
        _prefixed("door ", _actor(event.get("actor"))),
    ]
    return f"{_when(event['at'])}: " + "; ".join(part for part in parts if part)


def _kind(kind: str) -> str:
    return KINDS.get(kind, kind.replace("_", " "))


def _move(before: Any, after: Any) -> str:
    if after is None:
        return ""
    if before is None:
        return _status(after)
    return f"blijft {_status(after)}" if before == after else f"{_status(before)} → {_status(after)}"


def _cause(cause: Any) -> str:
    if not isinstance(cause, Mapping):
        return str(cause or "")
    named = {key: EVENTS.get(str(cause.get(key)), "") for key in ("event", "happened")}
    happened = ", ".join(dict.fromkeys(words for words in named.values() if words))
    # the journal's own line on a refusal is for the log: kind, status and event say the same in Dutch
    told = {"refused", *(key for key, words in named.items() if words)} if happened else set()
    rest = {key: value for key, value in cause.items() if key not in told}
    return ", ".join(part for part in (happened, _pairs(rest)) if part)


def _pairs(values: Mapping[str, Any]) -> str:
    shown = {key: value for key, value in values.items() if value not in (None, "", [], {}, ())}
    return ", ".join(f"{CAUSES.get(key, key)} {_value(value)}" for key, value in shown.items())


def _prefixed(prefix: str, text: str) -> str:
    return prefix + text if text else ""


def _actor(actor: Actor | str | None) -> str:
    return actor or "" if isinstance(actor, str | None) else actor_text(actor)


def _status(value: Any) -> str:
    return _LABELS.get(str(value), str(value))


def _value(value: Any) -> str:
    """Days, lists and mappings as people write them."""
    match value:
        case bool():
            return "ja" if value else "nee"
        case list() | tuple():
            return ", ".join(_value(item) for item in value)
        case Mapping():
            return f"({_pairs(value)})"
        case datetime():
            return _when(value)
        case date():
            return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
        case _:
            return str(value)


def _when(at: datetime | str) -> str:
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    local = moment.astimezone(AMSTERDAM)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H.%M} uur"
