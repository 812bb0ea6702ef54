"""The labelled examples: floors of what is read right, and no wrong action."""

import json
from datetime import date, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from bot.models.reply import Reading
from bot.replies.book import LetterBook
from bot.replies.decide import read
from bot.replies.explain import explain
from bot.replies.mail import from_graph, from_mime, needs_mime
from bot.replies.rules import Rules

HARMLESS = {"out_of_office", "receipt", "pending", "unrelated"}
ONLY_BY_HISTORY = {"dev-233"}
"""Judged by itself it is a plain no of the mayor; an earlier mail of the same office, in which the griffier chose a
time, makes it a contradiction."""


@pytest.fixture(scope="module")
def corpus(shared: Path) -> list[tuple[str, bytes]]:
    return [(path.stem, path.read_bytes()) for path in sorted((shared / "replies" / "mail").glob("*.eml"))]


@pytest.fixture(scope="module")
def known(shared: Path) -> LetterBook:
    return LetterBook.from_json(shared / "replies" / "letters.json")


@pytest.fixture(scope="module")
def pairs(
    shared: Path, corpus: list[tuple[str, bytes]], known: LetterBook, rules: Rules
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    labels = [
        json.loads(line) for line in (shared / "replies" / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    found = {row["id"]: row for row in explain(corpus, known, rules, alone=True)}
    return [(label, found[label["id"]]) for label in labels]


def _same(label: dict[str, Any], row: dict[str, Any]) -> bool:
    return row["intent"] in [label["intent"], *label.get("also_intents", [])]


def test_no_wrong_action(pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    wrong = []
    for label, row in pairs:
        if not row["automatic"] or label["id"] in ONLY_BY_HISTORY:
            continue
        harmless = {label["intent"], row["intent"]} <= HARMLESS
        if label["automatic"] is False or not (_same(label, row) or harmless):
            wrong.append(label["id"])
        elif label["intent"] == "accept_slot" and row["slots"][:1] != label["slots"][:1]:
            wrong.append(label["id"])
        elif row["municipality"] != label["municipality"] and label["intent"] not in HARMLESS:
            wrong.append(label["id"])
    assert wrong == []


def test_danger_is_always_urgent(pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    assert [label["id"] for label, row in pairs if bool(label.get("urgent")) != row["urgent"]] == []


def test_floors(pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    safe = [row["automatic"] for label, row in pairs if label["automatic"] is True]
    chosen = [(label, row) for label, row in pairs if label["intent"] == "accept_slot" and "also_intents" not in label]
    assert sum(safe) / len(safe) >= 0.95
    assert sum(_same(label, row) for label, row in pairs) / len(pairs) >= 0.95
    assert sum(row["slots"][:1] == label["slots"][:1] for label, row in chosen) / len(chosen) >= 0.99
    assert sum(row["municipality"] == label["municipality"] for label, row in pairs) / len(pairs) >= 0.98


def test_history_catches_what_one_mail_cannot_show(
    corpus: list[tuple[str, bytes]], known: LetterBook, rules: Rules
) -> None:
    rows = {row["id"]: row for row in explain(corpus, known, rules, alone=False)}
    assert not any(rows[one]["automatic"] for one in ONLY_BY_HISTORY)


def _graph(raw: bytes) -> dict[str, Any]:
    """The message as Graph gives it: one body (HTML where there is any), headers, addresses."""
    message = message_from_bytes(raw, policy=policy.default)
    mail = from_mime(raw)
    person = {"emailAddress": {"name": mail.sender_name, "address": mail.sender}}
    return {
        "id": "AAA",
        "subject": mail.subject,
        "from": person,
        "toRecipients": [{"emailAddress": {"address": one}} for one in mail.to],
        "ccRecipients": [{"emailAddress": {"address": one}} for one in mail.cc],
        "replyTo": [{"emailAddress": {"address": mail.reply_to}}] if mail.reply_to else [],
        "receivedDateTime": mail.received_at.isoformat(),
        "internetMessageId": mail.internet_message_id,
        "internetMessageHeaders": [{"name": name, "value": str(value)} for name, value in message.items()],
        "body": {"contentType": "html", "content": mail.html}
        if mail.html
        else {"contentType": "text", "content": mail.text},
    }


def test_graph_and_mime_give_the_same_decision(
    corpus: list[tuple[str, bytes]], known: LetterBook, rules: Rules
) -> None:
    extra = 0
    for name, raw in corpus:
        message = _graph(raw)
        wanted = needs_mime(message)
        extra += wanted
        by_graph = read(from_graph(message, raw if wanted else None), known, rules)
        assert _told(by_graph) == _told(read(from_mime(raw), known, rules)), name
    assert extra < len(corpus) / 3


def _told(reading: Reading) -> tuple[Any, ...]:
    days: tuple[datetime | date, ...] = reading.proposed
    return (
        reading.institution,
        reading.intent,
        reading.automatic,
        reading.slots,
        days,
        reading.phone,
        reading.contact,
        reading.return_date,
    )
