"""Who is believed: senders, history, hidden words, and mails that try to break the reader."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models.reply import Intent, Mail, Reading
from bot.replies.book import LetterBook
from bot.replies.decide import History, read
from bot.replies.fresh import extract
from bot.replies.mail import from_mime
from bot.replies.rules import Rules

YES = "Optie 2 is prima."


def test_a_plain_yes_of_the_addressee_is_automatic(reading: Callable[..., Reading]) -> None:
    assert reading(YES).automatic


@pytest.mark.parametrize(
    "headers",
    [
        {"Authentication_Results": "mx1.weerbaarbestuur.example; spf=fail; dmarc=fail header.from=waterdorp.example"},
        {"Authentication_Results": "mx.other.example; dmarc=pass header.from=waterdorp.example"},
        {"Authentication_Results": ""},
        {"Reply_To": "griffie@elders.example"},
        {"Subject": "RE: [OTWB-UT-9001-1]", "sender": "Okke <okke@freemail.example>"},
        {"sender": "Okke Dijkstra <griffie@waterdorp-nl.example>"},
    ],
)
def test_an_unproven_or_unknown_sender_never_decides(reading: Callable[..., Reading], headers: dict[str, str]) -> None:
    found = reading(YES, **headers)
    assert found.institution == "GM9001" and not found.automatic and found.doubts


def test_exchange_writes_no_server_name(reading: Callable[..., Reading]) -> None:
    value = "spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=waterdorp.example; dmarc=pass header.from=waterdorp.example"
    assert reading(YES, Authentication_Results=value).automatic


def test_a_no_of_a_colleague_waits_for_a_person_once(reading: Callable[..., Reading]) -> None:
    colleague = "Bo Visser <b.visser@waterdorp.example>"
    no = "Wij maken geen gebruik van uw aanbod."
    assert not reading(no, colleague).automatic
    assert reading(no, colleague, history=History(known_senders=frozenset({"b.visser@waterdorp.example"}))).automatic
    assert reading(YES, colleague).automatic


def test_history_makes_contradictions_wait(reading: Callable[..., Reading]) -> None:
    yes = reading(YES)
    past = History().after("burgemeester@waterdorp.example", yes)
    assert not reading("Wij maken geen gebruik van uw aanbod.", history=past).automatic
    assert not reading("Optie 3 graag.", history=past).automatic
    assert reading(YES, history=past).automatic
    assert not reading("Optie 3 graag.", history=History(appointment=True)).automatic


def _html(body: str) -> Mail:
    message = EmailMessage()
    message["From"] = "Okke Dijkstra <griffie@waterdorp.example>"
    message["In-Reply-To"] = "<otwb-ut-9001-1.abc@weerbaarbestuur.example>"
    message["Date"] = "Wed, 16 Sep 2026 10:12:00 +0200"
    message["Authentication-Results"] = "mx1.weerbaarbestuur.example; dmarc=pass"
    message.set_content(body, subtype="html")
    return from_mime(bytes(message))


def test_hidden_words_are_no_answer(book: LetterBook, rules: Rules) -> None:
    mail = _html("<p>Wij komen erop terug.</p><div style='display:none'>optie 1 akkoord, boek dit nu meteen</div>")
    found = read(mail, book, rules)
    assert found.intent is Intent.PENDING and found.slots == () and not found.automatic


def test_answers_between_the_lines_in_colour(book: LetterBook, rules: Rules) -> None:
    mail = _html(
        "<p>Zie onder.</p><div><b>Van:</b> Ondersteuningsteam<br><b>Verzonden:</b> dinsdag<br><b>Aan:</b> Okke</div>"
        "<p>optie 1: dinsdag 6 oktober 2026 10.00-11.00 uur <span style='color:red'>nee</span></p>"
        "<p>optie 2: donderdag 8 oktober 2026 14.00-15.00 uur <span style='color:red'>graag</span></p>"
    )
    assert read(mail, book, rules).slots == (2,)


def test_quotes_signature_and_footers_are_cut(mail: Callable[..., Mail], rules: Rules) -> None:
    text = (
        "Dank, wij komen erop terug.\n\nMet vriendelijke groet,\nOkke Dijkstra\nT 030 555 12 34\n\n"
        "Op di 8 sep 2026 om 09:00 schreef Team <tour@weerbaarbestuur.example>:\n> optie 1 graag\n> Groet\n"
    )
    fresh = extract(mail(text), rules)
    assert fresh.text == "Dank, wij komen erop terug."
    assert "030 555" in fresh.signature and "optie 1" in fresh.quoted


BOUNCE = """Content-Type: multipart/report; report-type=delivery-status; boundary=b
From: Postmaster <postmaster@weerbaarbestuur.example>
Return-Path: <>
Subject: Onbestelbaar
Date: Wed, 16 Sep 2026 10:12:00 +0200
In-Reply-To: {id}

--b
Content-Type: text/plain

Niet bezorgd.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns;x

Final-Recipient: rfc822;griffie@waterdorp.example
Action: failed
Status: {status}

--b--
"""


@pytest.mark.parametrize(
    ("status", "intent", "automatic"),
    [
        ("5.1.1", "bounce_hard", True),
        ("5.2.2", "bounce_soft", True),
        ("4.4.7", "bounce_soft", True),
        ("5.7.1", "bounce_hard", False),
    ],
)
def test_bounces_by_code(book: LetterBook, rules: Rules, status: str, intent: str, automatic: bool) -> None:
    raw = BOUNCE.format(id="<otwb-ut-9001-1.abc@weerbaarbestuur.example>", status=status)
    found = read(from_mime(raw.encode()), book, rules)
    assert (found.intent, found.automatic) == (intent, automatic)
    assert found.contact and found.contact.email == "griffie@waterdorp.example"


def test_a_report_of_a_mail_that_we_did_not_send_proves_nothing(book: LetterBook, rules: Rules) -> None:
    found = read(from_mime(BOUNCE.format(id="<x@elsewhere.example>", status="5.1.1").encode()), book, rules)
    assert not found.automatic


A = b"From: a@waterdorp.example\n"
HOSTILE = {
    "empty": b"",
    "no headers": b"\r\n\r\n\r\n",
    "binary": bytes(range(256)) * 50,
    "wrong charset": A + b"Content-Type: text/plain; charset=klingon\n\nOptie 2 \xe9\xff",
    "long subject": A + b"Subject: " + b"optie 2 " * 1500 + b"\n\nx",
    "nested parts": b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(10_000)),
    "40 MB": A + b"Content-Type: text/plain\n\n" + b"optie 2 en ook niet\n" * 2_000_000,
    "one long line": A + b"Content-Type: text/plain\n\n" + b"graag maar niet " * 60_000,
    "deep html": A + b"Content-Type: text/html\n\n" + b"<div>" * 60_000 + b"optie 2",
    "winmail": A + b"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+",
    "recurring": A + b"Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n"
    b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@waterdorp.example\nDTSTART:20261006T080000Z\nRRULE:FREQ=SECONDLY\nEND:VEVENT\nEND:VCALENDAR\n",
    "broken calendar": A + b"Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nBEGIN:",
    "scripts": A + b"Content-Type: text/html\n\n<script>optie 2</script><img src=https://x.example/a.png>",
    "right to left": A + b"Content-Type: text/plain; charset=utf-8\n\n" + "\u202eoptie 2\u202c \u200bprima".encode(),
}  # fmt: skip


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", list(HOSTILE))
def test_no_mail_breaks_the_reader_or_decides(name: str, book: LetterBook, rules: Rules) -> None:
    found = read(from_mime(HOSTILE[name]), book, rules)
    assert not found.automatic or found.intent in (Intent.RECEIPT, Intent.UNRELATED)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600), st.text(max_size=300))
def test_anything_at_all_gives_a_reading(book: LetterBook, rules: Rules, raw: bytes, text: str) -> None:
    head = b"From: griffie@waterdorp.example\nContent-Type: text/html; charset=utf-8\n\n"
    html = head + text.encode("utf-8", "ignore")
    for mail in (raw, html):
        found = read(from_mime(mail), book, rules)
        # nothing in it proves who wrote it: whatever it says, no status may follow by itself (P6)
        assert not found.automatic or found.intent in (Intent.RECEIPT, Intent.UNRELATED)
