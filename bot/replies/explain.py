"""Readings as JSON values with the sentence that proves them: for people at a terminal, never stored."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.models.reply import Reading
from bot.replies.book import LetterBook
from bot.replies.dates import AMSTERDAM
from bot.replies.decide import History, Read, read_whole
from bot.replies.mail import from_mime
from bot.replies.rules import Rules


def explain(
    mails: Iterable[tuple[str, bytes]], book: LetterBook, rules: Rules, alone: bool
) -> Iterator[dict[str, Any]]:
    """One value a mail, in the order given. `alone`: each as if it were the first; else earlier ones are history."""
    past: dict[str, History] = defaultdict(History)
    for name, raw in mails:
        mail = from_mime(raw)
        done = read_whole(mail, book, rules)
        code = done.reading.institution
        if code and not alone:
            done = replace(done, reading=read_whole(mail, book, rules, past[code]).reading)
            past[code] = past[code].after(mail.sender, done.reading)
        yield _as_json(name, done)


def _as_json(name: str, done: Read) -> dict[str, Any]:
    reading = done.reading
    hint = reading.contact
    return {
        "id": name,
        "municipality": reading.institution,
        "intent": reading.intent.value,
        "slots": list(reading.slots),
        "proposed": [_local(one) for one in reading.proposed],
        "phone": reading.phone,
        "return_date": reading.return_date.isoformat() if reading.return_date else None,
        "contact": {"email": hint.email, "name": hint.name} if hint else None,
        "automatic": reading.automatic,
        "urgent": reading.urgent,
        "confidence": reading.confidence,
        "evidence": _evidence(reading, done.fresh.text),
        "doubts": list(reading.doubts),
    }


def _local(value: datetime | date) -> str:
    return value.astimezone(AMSTERDAM).strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value.isoformat()


def _evidence(reading: Reading, text: str) -> list[dict[str, str]]:
    return [{"rule": one.rule, "sentence": _sentence(text, one.start, one.end)} for one in reading.evidence]


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a place, at most 300 characters."""
    if end <= start:
        return ""
    left = max(text.rfind(mark, 0, start) for mark in ".!?\n") + 1
    ends = [place for place in (text.find(mark, end) for mark in ".!?\n") if place >= 0]
    return " ".join(text[left : min(ends) + 1 if ends else len(text)].split())[:300]
