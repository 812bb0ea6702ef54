"""The grammar of dates: what it reads, and what it must not invent."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies import dates
from bot.replies.particulars import phones, return_date
from bot.replies.rules import fold

TODAY = date(2026, 9, 16)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dinsdag 6 oktober om 10.00 uur", "2026-10-06T10:00"),
        ("do. 8 okt 14u", "2026-10-08T14:00"),
        ("8/10 om 14:30", "2026-10-08T14:30"),
        ("op 8 oktober tussen half drie en vier", "2026-10-08T14:30"),
        ("donderdag 8 oktober, kwart over twee", "2026-10-08T14:15"),
        ("8 oktober 's middags te 16.00 uur", "2026-10-08T16:00"),
        ("tongersdei 8 oktober om healwei ien", "2026-10-08T12:30"),
        ("Thursday October 8 at 2 pm", "2026-10-08T14:00"),
        ("14-1-2027", "2027-01-14"),
        ("in januari: 14 januari in de ochtend", "2027-01-14"),
        ("de achtste oktober", "2026-10-08"),
    ],
)
def test_reads_dutch_dates(text: str, expected: str) -> None:
    values = [one.value() for one in dates.find(fold(text), TODAY)]
    assert [value.isoformat()[:16] for value in values if value] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "bel 0591 12 34 56", "kenmerk OTWB-DR-0106-1", "zaak 2026-10-0815", "Raadhuisplein 12, 1234 AB", "optie 2 of 3",
        "wij komen met 3 personen", "versie 2.1.3", "een half uur", "I24.051288", "tel. 06-12 34 56 78", "30 februari",
    ],
)  # fmt: skip
def test_invents_nothing(text: str) -> None:
    assert [one.value() for one in dates.find(fold(text), TODAY) if one.value()] == []


@given(st.text(max_size=200))
def test_every_text_has_an_end_and_places_fit(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    for one in dates.find(folded, TODAY):
        assert 0 <= one.start < one.end <= len(folded)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ik ben afwezig t/m vrijdag 25 september.", "2026-09-28"),
        ("Ik ben tot 1 oktober met verlof.", "2026-10-01"),
        ("Van 14 tot en met 18 september ben ik er niet.", "2026-09-21"),
        ("Maandag 5 oktober ben ik weer terug.", "2026-10-05"),
        ("Wegens ziekte afwezig.", None),
    ],
)
def test_when_somebody_is_back(text: str, expected: str | None) -> None:
    from datetime import datetime

    found = return_date(fold(text), datetime.fromisoformat("2026-09-16T10:00:00+02:00"))
    assert (found.isoformat() if found else None) == expected


def test_phones_of_the_netherlands_only() -> None:
    assert phones("bel 030-555 12 34, 06 12345678, 14 030 of +31 (0)30 555 1234") == [
        "030-555 12 34",
        "06 12345678",
        "14 030",
        "+31 (0)30 555 1234",
    ]
    assert phones("zaak 20260815, +44 20 7946 0000, 1234 AB") == []
