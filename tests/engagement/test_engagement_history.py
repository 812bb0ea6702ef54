"""History in Dutch, from journal events."""

from datetime import UTC, datetime

from bot.engagement.history import explain


def test_a_change_of_status_says_when_what_why_and_who() -> None:
    line = explain(
        [
            {
                "at": datetime(2026, 11, 24, 13, 5, tzinfo=UTC),
                "kind": "status_changed",
                "cause": "antwoord optie-regel",
                "actor": "de bot",
                "data": {"from": "invited", "to": "interested", "kenmerk": "OTWB-DR-0106-1"},
            }
        ]
    )
    assert line == [
        "24 november 2026, 14.05 uur: status Aangeschreven → Interesse, afspraak te maken; kenmerk OTWB-DR-0106-1;"
        " oorzaak: antwoord optie-regel; door de bot"
    ]


def test_iso_text_summer_time_and_an_unknown_kind() -> None:
    lines = explain([{"at": "2026-07-01T22:30:00+00:00", "kind": "something_new", "data": {"oud": None, "vol": True}}])
    assert lines == ["2 juli 2026, 00.30 uur: something new; vol ja"]


def test_a_status_that_is_new_has_no_arrow() -> None:
    lines = explain([{"at": "2026-01-01T11:00:00+00:00", "kind": "imported", "data": {"to": "completed"}}])
    assert lines == ["1 januari 2026, 12.00 uur: beginstand overgenomen Afgerond"]
