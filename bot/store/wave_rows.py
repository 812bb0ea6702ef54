"""Waves and letters as rows of the journal, and back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from bot.models.actor import actor_from_json, actor_to_json
from bot.models.contact import Role
from bot.models.letter import Letter, Recipient, SentLetter
from bot.models.slot import Slot
from bot.models.wave import Wave, WaveState


def sent_offer_of(row: RowMapping) -> SentLetter:
    """A new offer that left in an answer, as if it were a letter."""
    payload = row["payload"]
    return SentLetter(
        kenmerk=payload["kenmerk"],
        code=row["institution"],
        sent_at=row["sent_at"],
        internet_message_id=row["internet_message_id"] or "",
        conversation_id=row["conversation_id"] or "",
        subject=payload["subject"],
        to=tuple(Recipient(email, name, Role(role)) for email, name, role in payload["recipients"]),
        slots=slots_of(payload["slots"]),
        text=payload["text"],
    )


def sent_of(row: RowMapping) -> SentLetter:
    """A letter that left, with what Outlook calls it."""
    return SentLetter(
        kenmerk=row["kenmerk"],
        code=row["code"],
        sent_at=row["sent_at"] or datetime.fromisoformat(row["data"]["composed_at"]),
        internet_message_id=row["internet_message_id"] or "",
        conversation_id=row["conversation_id"] or "",
        subject=row["subject"],
        to=recipients_of(row["recipients"]),
        slots=slots_of(row["slots"]),
        text=row["text"],
    )


def plain(value: Any) -> Any:
    """A value as a column takes it."""
    if isinstance(value, WaveState):
        return value.value
    return actor_to_json(value) if hasattr(value, "__slots__") and not isinstance(value, datetime | str) else value


def wave_row(value: Wave) -> dict[str, Any]:
    """The columns of a wave."""
    row = {name: plain(getattr(value, name)) for name in Wave.__slots__ if name != "item_id"}
    return {**row, "provinces": list(value.provinces)}


def wave_of(row: RowMapping) -> Wave:
    """A wave."""
    fields = {name: row[name] for name in Wave.__slots__ if name != "item_id"}
    for name in ("planned_by", "approved_by"):
        fields[name] = actor_from_json(row[name]) if row[name] else None
    return Wave(**{**fields, "provinces": tuple(row["provinces"]), "state": WaveState(row["state"])})


def letter_row(value: Letter) -> dict[str, Any]:
    """The columns of a letter, but for its wave, hash and document."""
    return {
        "kenmerk": value.kenmerk,
        "code": value.code,
        "kind": value.kind,
        "recipients": [{"email": r.email, "name": r.name, "role": r.role.value} for r in value.to],
        "subject": value.subject,
        "text": value.text,
        "html": value.html,
        "slots": [slot_to_json(slot) for slot in value.slots],
        "document_name": value.document_name,
        "template_sha256": value.template_sha256,
        "data": value.data,
    }


def letter_of(row: RowMapping, document: bytes | None) -> Letter:
    """A letter, with the bytes of its document or without."""
    return Letter(
        kenmerk=row["kenmerk"],
        code=row["code"],
        kind=row["kind"],
        to=recipients_of(row["recipients"]),
        subject=row["subject"],
        text=row["text"],
        html=row["html"],
        slots=slots_of(row["slots"]),
        document=document,
        document_name=row["document_name"],
        template_sha256=row["template_sha256"],
        data=row["data"],
    )


def slot_to_json(slot: Slot) -> dict[str, Any]:
    """The journal's shape of a slot."""
    return {"n": slot.n, "start": slot.start.isoformat(), "end": slot.end.isoformat(), "adviser": slot.adviser}


def slots_of(rows: Sequence[dict[str, Any]]) -> tuple[Slot, ...]:
    """Back from `slot_to_json`."""
    return tuple(
        Slot(row["n"], datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"]), row["adviser"])
        for row in rows
    )


def recipients_of(rows: Sequence[dict[str, Any]]) -> tuple[Recipient, ...]:
    """Who a letter is for."""
    return tuple(Recipient(row["email"], row["name"], Role(row["role"])) for row in rows)
