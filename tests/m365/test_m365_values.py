"""Shapes of Graph to values and back: times, attendees, authors, drafts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.m365 import free_busy
from bot.m365.calendar import Calendar
from bot.m365.challenge import demanded_claims
from bot.m365.events import parse_event, parse_time, time_json
from bot.m365.graph import Graph
from bot.m365.identity import Author, author_of
from bot.m365.items import parse_item
from bot.m365.messages import SMALL, Address, DraftMail, key_of, parse_found

NINE = datetime(2026, 3, 30, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2026-03-30T09:00:00.0000000", "UTC", NINE),
        ("2026-03-30T11:00:00.0000000", "W. Europe Standard Time", NINE),
        ("2026-01-12T10:00:00", "W. Europe Standard Time", datetime(2026, 1, 12, 9, tzinfo=UTC)),
        ("2026-03-30T11:00:00", "Europe/Amsterdam", NINE),
        ("2026-03-30T05:00:00.1234567", "Eastern Standard Time", NINE.replace(microsecond=123456)),
        ("2026-03-30T09:00:00Z", "UTC", NINE),
    ],
    ids=["UTC", "summer in Amsterdam", "winter in Amsterdam", "IANA name", "seven decimals elsewhere", "with a Z"],
)
def test_graphs_times_in_utc(text: str, zone: str, moment: datetime) -> None:
    assert parse_time({"dateTime": text, "timeZone": zone}) == moment


@given(st.integers(1_577_836_800, 2_051_222_400))
def test_a_time_comes_back_as_it_went_but_for_the_doubled_hour_of_october(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    back = parse_time(time_json(moment))
    assert moment - back in (timedelta(0), timedelta(hours=1))
    if moment.month != 10:
        assert back == moment


@pytest.mark.parametrize(
    ("identities", "author", "person"),
    [
        (
            {"user": {"id": "u", "displayName": "Olaf", "email": "O@t.example"}},
            Author("u", "Olaf", "o@t.example"),
            True,
        ),
        ({"application": {"id": "a", "displayName": "ontour"}}, Author(application="ontour"), False),
        (
            {"user": {"displayName": "SharePoint App"}, "application": {"displayName": "ontour"}},
            Author(name="SharePoint App", application="ontour"),
            False,
        ),
        (
            {"user": {"id": "u", "displayName": "Olaf"}, "application": {"displayName": "Teams"}},
            Author("u", "Olaf", application="Teams"),
            False,
        ),
        ({"application": {}}, Author(application="?"), False),
        ({"user": {"displayName": "System Account"}}, Author(name="System Account"), False),
        (None, Author(), False),
    ],
    ids=["a person", "the app", "the app as user", "a person through a program", "nameless app", "system", "nobody"],
)
def test_who_made_it(identities: Any, author: Author, person: bool) -> None:
    assert (author_of(identities), author_of(identities).is_person) == (author, person)


def test_an_attendee_who_asks_another_time() -> None:
    time = {"dateTime": "2026-03-30T09:00:00.0000000", "timeZone": "UTC"}
    later = {"dateTime": "2026-03-30T10:00:00.0000000", "timeZone": "UTC"}
    event = {
        "id": "E",
        "start": time,
        "end": later,
        "attendees": [
            {
                "emailAddress": {"address": "Griffier@Gemeente.example", "name": "G."},
                "status": {"response": "declined", "time": "2026-03-29T08:00:00Z"},
                "proposedNewTime": {"start": later, "end": {**later, "dateTime": "2026-03-30T11:00:00"}},
            },
            {
                "emailAddress": {"address": "b@b.example"},
                "status": {"response": "none", "time": "0001-01-01T00:00:00Z"},
            },
        ],
    }
    first, second = parse_event(event).attendees
    assert (first.email, first.response) == ("griffier@gemeente.example", "declined")
    assert first.proposed == (NINE + timedelta(hours=1), NINE + timedelta(hours=2))
    assert first.responded_at == datetime(2026, 3, 29, 8, tzinfo=UTC)
    assert (second.response, second.responded_at, second.proposed) == ("none", None, None)


def test_columns_come_without_annotations_and_the_etag_from_where_it_stands() -> None:
    entry = {"id": 7, "fields": {"@odata.etag": '"x,1"', "Title": "Assen", "Provincie@odata.type": "Collection"}}
    item = parse_item(entry)
    assert (item.id, item.etag, item.fields) == ("7", '"x,1"', {"Title": "Assen"})


def test_the_key_is_read_from_our_property_whatever_its_case() -> None:
    mine = DraftMail("k-1", (), "x").as_json()["singleValueExtendedProperties"][0]
    other = {"id": "String {00020386-0000-0000-C000-000000000046} Name ontour-key", "value": "forged"}
    assert key_of({"singleValueExtendedProperties": [other, {**mine, "id": mine["id"].upper()}]}) == "k-1"
    assert key_of({"singleValueExtendedProperties": [other]}) == key_of({}) == ""


@pytest.mark.parametrize("sizes", [[10], [SMALL], [SMALL // 2, SMALL // 2], []])
def test_attachments_travel_in_the_draft(sizes: list[int]) -> None:
    files = tuple((f"{n}.pdf", "application/pdf", b"x" * size) for n, size in enumerate(sizes))
    mail = DraftMail("k", (Address("a@b.example"),), "x", attachments=files)
    assert len(mail.as_json().get("attachments", [])) == len(sizes)


@pytest.mark.parametrize("sizes", [[SMALL + 1], [SMALL // 2, SMALL // 2 + 2]])
def test_no_attachment_is_left_out_in_silence(sizes: list[int]) -> None:
    files = tuple((f"{n}.pdf", "application/pdf", b"x" * size) for n, size in enumerate(sizes))
    with pytest.raises(ValueError, match="attachments of k are larger"):
        DraftMail("k", (Address("a@b.example"),), "x", attachments=files).as_json()


def test_a_draft_of_people_carries_no_key() -> None:
    message = DraftMail("", (Address("a@b.example"),), "x", text="tekst").as_json()
    assert "singleValueExtendedProperties" not in message and "internetMessageHeaders" not in message
    assert message["body"] == {"contentType": "text", "content": "tekst"}


def test_a_found_message_may_lack_what_graph_leaves_out() -> None:
    found = parse_found({"id": "A", "toRecipients": None, "conversationId": None})
    assert (found.to, found.conversation_id, found.is_draft) == ((), "", False)


@given(st.integers(1, 70), st.integers(1, 400))
def test_free_and_busy_is_asked_within_graphs_limits_without_gaps(count: int, days: int) -> None:
    groups = list(free_busy._groups([f"a{n}@b.example" for n in range(count)]))
    spans = list(free_busy._spans(NINE, NINE + timedelta(days=days)))
    assert sum(map(len, groups)) == count and max(map(len, groups)) <= 20
    assert max(stop - start for start, stop in spans) <= timedelta(days=62)
    assert (spans[0][0], spans[-1][1]) == (NINE, NINE + timedelta(days=days))
    assert all(one[1] == other[0] for one, other in zip(spans, spans[1:], strict=False))


def test_a_calendar_that_may_not_be_seen_gives_its_reason_and_doubles_fall_out(script: Any, graph: Graph) -> None:
    busy = {
        "status": "busy",
        "start": {"dateTime": "2026-05-31T09:00:00", "timeZone": "UTC"},
        "end": {"dateTime": "2026-05-31T10:00:00", "timeZone": "UTC"},
    }
    schedules = [
        {"scheduleId": "A@t.example", "scheduleItems": [busy]},
        {
            "scheduleId": "b@out.example",
            "error": {"message": "no mailbox", "responseCode": "ErrorMailRecipientNotFound"},
        },
    ]
    entries = [{"id": str(n), "status": 200, "body": {"value": schedules}} for n in range(2)]
    script.then((200, {}, {"responses": entries}))
    found = Calendar(graph, "t@t.example").free_busy(
        ["a@t.example", "b@out.example", "c@t.example"], NINE, NINE + timedelta(days=100)
    )
    assert [one.status for one in found["a@t.example"]] == ["busy"]  # type: ignore[union-attr]
    assert (found["b@out.example"], found["c@t.example"]) == ("no mailbox", "no answer for this calendar")


@pytest.mark.parametrize(
    ("challenge", "claims"),
    [
        ('Bearer error="insufficient_claims", claims="eyJhIjoxfQ=="', '{"a":1}'),
        ('Bearer error="insufficient_claims", claims="eyJhIjoxfQ"', '{"a":1}'),
        ('Bearer error="invalid_token", claims="eyJhIjoxfQ=="', None),
        ('Bearer error="insufficient_claims", claims="x"', None),
        ("", None),
    ],
)
def test_the_claims_of_a_challenge(challenge: str, claims: str | None) -> None:
    assert demanded_claims({"www-authenticate": challenge}) == claims
