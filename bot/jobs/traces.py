"""What a draft or an event says of itself beside its key, so that a lost journal can be rebuilt from the tenant.

It stands in an extended property, which stays in the mailbox: what travels to the recipients does not carry it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.models.contact import Role
from bot.models.letter import Letter, Recipient
from bot.models.slot import Slot
from bot.store import offers, waves
from bot.store.offers import Offered, OfferState
from bot.store.outbox import Effect


def of_letter(tx: Connection, letter: Letter, wave_id: int | None) -> str:
    """Kind, wave and offered times of a letter."""
    wave = waves.get(tx, wave_id) if wave_id is not None else None
    mine = [one for one in offers.of_institution(tx, letter.code) if one.kenmerk == letter.kenmerk]
    told: dict[str, Any] = {
        "code": letter.code,
        "kind": letter.kind,
        "kenmerk": letter.kenmerk,
        "composed_at": letter.data.get("composed_at", ""),
        "to": [[one.email, one.name, one.role.value] for one in letter.to],
        "offers": _offers(mine),
    }
    if wave is not None:
        told["wave"] = {"seal": wave.seal, "name": wave.name, "provinces": list(wave.provinces)}
    return _text(told)


def of_answer(tx: Connection, effect: Effect) -> str:
    """Kind and times of an answer; '' for mail to staff."""
    payload = effect.payload
    if effect.kind != "answer":
        return ""
    starts = {slot["start"] for slot in payload["slots"]}
    open_ = (OfferState.HELD, OfferState.CHOSEN)
    mine = [one for one in offers.of_institution(tx, effect.institution) if one.state in open_]
    told = {
        "code": effect.institution,
        "kind": payload["letter_kind"],
        "kenmerk": payload["kenmerk"],
        "to": payload["recipients"],
        "seal": payload["standing_seal"],
        "offers": _offers(one for one in mine if one.slot.start.isoformat() in starts),
    }
    return _text(told)


def of_offer(one: Offered) -> str:
    """A hold or a meeting: which offered time of whom it is."""
    return _text({"code": one.code, "kenmerk": one.kenmerk, "offers": _offers([one])})


def read(text: str) -> dict[str, Any]:
    """Back from any of them; {} for what is none (a person's event, one that was laid without)."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def recipients(rows: Sequence[Sequence[str]]) -> tuple[Recipient, ...]:
    """Whom it went to."""
    return tuple(Recipient(email, name, Role(role)) for email, name, role in rows)


def offered(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the offers in a trace, as the journal's table has them but for their state."""
    return [
        {
            "id": int(row["id"]),
            "code": str(told["code"]),
            "kenmerk": str(row["kenmerk"]),
            "n": int(row["n"]),
            "start": datetime.fromisoformat(row["start"]),
            "end": datetime.fromisoformat(row["end"]),
            "adviser": str(row["adviser"]),
            "expires": datetime.fromisoformat(row["expires"]),
        }
        for row in told.get("offers", ())
    ]


def slot(row: Mapping[str, Any]) -> Slot:
    """The time of a row of `offered`."""
    return Slot(row["n"], row["start"], row["end"], row["adviser"])


def _offers(rows: Iterable[Offered]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "kenmerk": one.kenmerk,
            "n": one.slot.n,
            "start": one.slot.start.isoformat(),
            "end": one.slot.end.isoformat(),
            "adviser": one.slot.adviser,
            "expires": one.expires.isoformat(),
        }
        for one in rows
    ]


def _text(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
