"""Mails that nobody should send: each ends with an outcome in its round, and breaks nothing (P2)."""

import base64
import re
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from jobs_hands import reply

from bot.store import messages, outbox
from bot.store.outbox import State

NO = "Wij hebben geen belangstelling voor een gesprek."
Make = Callable[[Any], bytes]


def mail(town: Any, text: str = NO, **headers: str) -> EmailMessage:
    """A plain answer with other headers."""
    made = reply(town.letter, f"griffie@{town.domain}", text)
    for name, value in headers.items():
        del made[name.replace("_", "-")]
        made[name.replace("_", "-")] = value
    return made


def raw(town: Any, *lines: bytes, body: bytes) -> bytes:
    """A mail whose headers are right and whose content is as given."""
    head = mail(town).as_bytes().partition(b"\n\n")[0]
    kept = [line for line in re.split(rb"\n(?![ \t])", head) if not line.lower().startswith((b"content-", b"mime-"))]
    return b"\r\n".join([*kept, b"MIME-Version: 1.0", *lines, b"", body])


def attached(town: Any, data: bytes, kind: str, name: str, text: str = "Zie de bijlage.") -> bytes:
    """A mail with a file."""
    made = mail(town, text)
    made.add_attachment(data, maintype=kind.partition("/")[0], subtype=kind.partition("/")[2], filename=name)
    return made.as_bytes()


def large(town: Any) -> bytes:
    """40 MB of attachment."""
    text = b"--x\r\nContent-Type: text/plain\r\n\r\n" + NO.encode() + b"\r\n"
    file = b"--x\r\nContent-Type: application/zip; name=fotos.zip\r\n\r\n" + b"0" * 40_000_000 + b"\r\n--x--\r\n"
    return raw(town, b"Content-Type: multipart/mixed; boundary=x", body=text + file)


def calendar(town: Any) -> bytes:
    """A request for a meeting without end."""
    rule = "RRULE:FREQ=SECONDLY;COUNT=999999999\r\nRDATE:" + ",".join(["20261006T080000Z"] * 5_000)
    event = f"BEGIN:VEVENT\r\nUID:x\r\nDTSTART:20261006T080000Z\r\n{rule}\r\nEND:VEVENT"
    text = f"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n{event}\r\nEND:VCALENDAR\r\n"
    made = mail(town, "Hierbij.")
    made.add_alternative(text, subtype="calendar", params={"method": "REPLY"})
    return made.as_bytes()


def nested(town: Any) -> bytes:
    """Parts within parts."""
    depth = 60
    opening = b"".join(
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(depth)
    )
    return raw(town, b"Content-Type: multipart/mixed; boundary=b0", body=opening)


ODD: dict[str, Make] = {
    "40 MB of attachment": large,
    "nothing at all": lambda town: raw(town, body=b""),
    "no headers but a sender": lambda town: b"From: griffie@" + town.domain.encode() + b"\r\n\r\n",
    "bytes that are no mail": lambda _: bytes(range(256)) * 40,
    "a MIME that ends in the middle": lambda town: raw(
        town, b'Content-Type: multipart/alternative; boundary="x"', body=b"--x\r\nContent-Type: text/html; charset=no"
    ),
    "a boundary that never comes": lambda town: raw(
        town, b"Content-Type: multipart/mixed; boundary=zz", body=NO.encode()
    ),
    "base64 that is none": lambda town: raw(
        town, b"Content-Type: text/plain", b"Content-Transfer-Encoding: base64", body=b"\xff\xfe!!!*"
    ),
    "parts within parts": nested,
    "winmail.dat": lambda town: attached(town, b"\x78\x9f\x3e\x22" + b"\0" * 500, "application/ms-tnef", "winmail.dat"),
    "a meeting without end": calendar,
    "a subject of 10 KB": lambda town: mail(town, Subject="Re: " + "uitnodiging " * 850).as_bytes(),
    "a text that runs from right to left": lambda town: mail(
        town, "Wij \u202eneeg nebbeh\u202c belang\u200bstelling."
    ).as_bytes(),
    "words with invisible letters": lambda town: mail(
        town, "Wij kie\u200b\u2060zen voor op\u00adtie 1\u200f."
    ).as_bytes(),
    "a charset that nobody knows": lambda town: raw(
        town, b"Content-Type: text/plain; charset=x-mars", body=b"\xe9\xff" * 9
    ),
    "a script and pictures from afar": lambda town: raw(
        town,
        b"Content-Type: text/html",
        body=b"<script>while(1);</script><img src='https://ergens.example/p.gif'><p>Geen interesse</p>" * 50,
    ),
    "a thread of 5,000 messages": lambda town: mail(
        town, References=" ".join(f"<{n}@x.example>" for n in range(5_000))
    ).as_bytes(),
    "a date that does not exist": lambda town: mail(town, Date="Mon, 99 Foo 20260 99:99:99 +9900").as_bytes(),
    "no message id": lambda town: re.sub(rb"(?m)^Message-ID:.*\n", b"", mail(town).as_bytes()),
    "more senders than one": lambda town: mail(town, From=f"a@{town.domain}, b@ergens.example, c@x.example").as_bytes(),
}


@pytest.mark.parametrize("make", ODD.values(), ids=ODD.keys())
def test_it_ends_with_an_outcome_in_its_round(town: Any, make: Make) -> None:
    tour = town.tour
    before = everything(tour)
    tour.tenant.control(
        "POST",
        "/deliver",
        {"mailbox": tour.tenant.ready["mailbox"], "mime_base64": base64.b64encode(make(town)).decode("ascii")},
    )
    tour.round(1)
    after = everything(tour)
    (one,) = [row for key, row in after.items() if key not in before]
    assert one["outcome"] in ("applied", "review", "ignored")
    tour.round(1)
    assert everything(tour).keys() == after.keys(), "once"


def everything(tour: Any) -> dict[str, Any]:
    """Every handled message of the journal, by id."""
    with tour.app.journal.begin() as tx:
        codes = ["", *tour.app.institutions]
        return {row["graph_id"]: row for code in codes for row in messages.of_institution(tx, code)}


AUTOMATIC = {
    "an absence message": {"Auto-Submitted": "auto-replied", "Subject": "Automatisch antwoord: uw bericht"},
    "a receipt": {"Auto-Submitted": "auto-generated", "Subject": "Ontvangstbevestiging zaak 2026-114"},
    "a machine that repeats what it got": {"X-Auto-Response-Suppress": "All", "Subject": "RE: bevestiging"},
}


@pytest.mark.parametrize("headers", AUTOMATIC.values(), ids=AUTOMATIC.keys())
def test_an_automatic_answer_chooses_nothing_and_is_not_answered(town: Any, headers: dict[str, str]) -> None:
    answers_by_itself(town, town.letter, headers)
    assert town.meetings() == [] and town.mail_since() == [], "our letter, repeated by a machine, is no choice"
    town.writes("Wij kiezen voor optie 2.")
    town.tour.rounds(2)
    (subject,) = town.mail_since()
    for _ in range(2):
        ours = [one for one in town.tour.letters() if town.domain in str(one["to"])]
        answers_by_itself(town, ours[-1], headers)
    assert town.mail_since() == [subject] and len(town.meetings()) == 1
    with town.tour.app.journal.begin() as tx:
        planned = outbox.in_state(tx, (State.PLANNED, State.DRAFTED, State.SENDING), kinds=("answer",))
    assert [one for one in planned if one.institution == town.code] == []


def answers_by_itself(town: Any, letter: dict[str, Any], headers: dict[str, str]) -> None:
    """The office's server answers a letter at once, and the bot has its rounds."""
    made = reply(letter, f"griffie@{town.domain}", "Wij kiezen voor optie 2. Bedankt voor uw bericht.")
    for name, value in headers.items():
        del made[name]
        made[name] = value
    town.tour.hands.deliver(made)
    town.tour.rounds(2, 1)
