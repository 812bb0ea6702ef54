"""The seal: order does not matter, everything else does."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.contact import Role
from bot.models.letter import Letter, Recipient
from bot.models.slot import Slot
from bot.waves.seal import letter_hash, seal, standing_seal

START = datetime(2026, 10, 5, 7, 30, tzinfo=UTC)
LETTER = Letter(
    kenmerk="OTWB-DR-0106-1",
    code="GM0106",
    kind="uitnodiging",
    to=(Recipient("griffier@assen.example", "mevrouw A. de Vries", Role.GRIFFIER),),
    subject="Uitnodiging",
    text="Geachte griffier,",
    html="<p>Geachte griffier,</p>",
    slots=(Slot(1, START, START + timedelta(hours=1), "adviseur@team.example"),),
    document=b"PK\x03\x04",
    document_name="brief.docx",
    template_sha256="ab",
    data={"gemeente": "Assen", "datum": date(2026, 9, 7)},
)
CHANGED: dict[str, Any] = {
    "kenmerk": "OTWB-DR-0106-2",
    "code": "GM0107",
    "kind": "herinnering",
    "to": (replace(LETTER.to[0], email="ander@assen.example"),),
    "subject": "Uitnodiging ",
    "text": "Geachte griffier",
    "html": "",
    "slots": (replace(LETTER.slots[0], adviser="ander@team.example"),),
    "document": b"PK\x03\x05",
    "document_name": "brief.pdf",
    "template_sha256": "ac",
    "data": {"gemeente": "Assen", "datum": date(2026, 9, 8)},
}


@pytest.mark.parametrize("field", [field.name for field in fields(Letter)])
def test_every_field_of_a_letter_is_under_the_seal(field: str) -> None:
    assert letter_hash(replace(LETTER, **{field: CHANGED[field]})) != letter_hash(LETTER)


def test_one_moment_written_in_another_zone_is_the_same_letter() -> None:
    local = [moment.astimezone(ZoneInfo("Europe/Amsterdam")) for moment in (LETTER.slots[0].start, LETTER.slots[0].end)]
    again = replace(LETTER, slots=(Slot(1, local[0], local[1], "adviseur@team.example"),))
    assert letter_hash(again) == letter_hash(LETTER)


def test_no_document_differs_from_an_empty_one() -> None:
    assert letter_hash(replace(LETTER, document=None)) != letter_hash(replace(LETTER, document=b""))


HASHES = st.lists(st.text("0123456789abcdef", min_size=64, max_size=64), min_size=1, max_size=8)


@given(hashes=HASHES, data=st.data())
def test_order_is_nothing_content_is_all(hashes: list[str], data: st.DataObject) -> None:
    assert seal(data.draw(st.permutations(hashes))) == seal(hashes)
    assert seal(hashes[1:]) != seal(hashes)
    assert seal([*hashes, hashes[0]]) != seal(hashes)
    assert len(seal(hashes)) == 64


def test_a_standing_approval_seals_rule_and_templates() -> None:
    rule = {"id": "herinnering", "working_days": 10}
    sealed = standing_seal(rule, {"brief.docx": b"a", "mail.txt": b"b"})
    assert sealed == standing_seal(dict(reversed(rule.items())), {"mail.txt": b"b", "brief.docx": b"a"})
    assert sealed != standing_seal(rule | {"working_days": 9}, {"brief.docx": b"a", "mail.txt": b"b"})
    assert sealed != standing_seal(rule, {"brief.docx": b"a", "mail.txt": b"c"})
    assert sealed != standing_seal(rule, {"brief.docx": b"ab", "mail.txt": b""})
