"""What strangers can make the tour do: nothing. And what reaches a person whatever wraps it (P2, P6, P11)."""

import base64
from typing import Any

import pytest

from bot.demo_contacts import slug
from bot.jobs.mail.letters import book
from bot.store import messages

OWN = "mx1.weerbaarbestuur.example; "
PASS = OWN + "spf=pass smtp.mailfrom={0}; dkim=pass header.d={0}; dmarc=pass action=none header.from={0}"
FAIL = "dkim=none; dmarc=fail action=none header.from={0}"
PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
YES = PLAIN + "Wij kiezen optie 1.\r\n"
REPORT = (
    "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
    "Content-Type: text/plain\r\n\r\nfailed\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    "Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; {0}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
)


def raw(town: Any, who: str, verdict: str, rest: str = YES, name: str = "m1", thread: bool = True) -> bytes:
    """A mail that answers the letter (or begins a thread); {0} stands for the town's domain."""
    answers = f"In-Reply-To: {town.letter['internet_message_id']}\r\n" * thread
    head = f"Authentication-Results: {verdict}\r\nFrom: {who}\r\n".format(town.domain)
    return (
        f"{head}To: tour@weerbaarbestuur.example\r\nSubject: Re: uw brief\r\n{answers}"
        f"Message-ID: <{name}@{town.domain}>\r\nDate: Mon, 07 Sep 2026 11:00:00 +0200\r\n{rest}"
    ).encode()


def arrives(town: Any, mail: bytes) -> None:
    """In the shared mailbox, as it is; then two rounds."""
    tenant = town.tour.tenant
    mime = base64.b64encode(mail).decode()
    tenant.control("POST", "/deliver", {"mailbox": tenant.ready["mailbox"], "mime_base64": mime})
    town.tour.rounds(2, 1)


def outcomes(town: Any) -> list[tuple[str, str]]:
    """Outcome and reason of each of its mails."""
    with town.tour.app.journal.begin() as tx:
        return [(row["outcome"], row["reason"]) for row in messages.of_institution(tx, town.code)]


def address_states(town: Any) -> set[str]:
    """What the list says of the addresses of its people."""
    rows = [one["fields"] for one in town.tour.hands.items("Contacten")]
    return {str(row.get("Adresstand")) for row in rows if str(row.get("Email", "")).endswith(f"@{town.domain}")}


FORGED = {
    "a pass in the envelope address": ("griffie@{0}", f"{OWN}spf=pass smtp.mailfrom=dmarc=pass@evil.example; {FAIL}"),
    "a name that decodes to an address": (
        "=?utf-8?q?griffie=40{0}=2C?= <boef@evil.example>", PASS.format("evil.example")),
    "two authors": ("griffie@{0}, boef@evil.example", PASS.format("evil.example")),
    "a pass for another domain": ("griffie@{0}", PASS.format("evil.example")),
}  # fmt: skip


@pytest.mark.parametrize("form", FORGED)
def test_a_forged_choice_books_no_talk(town: Any, form: str) -> None:
    arrives(town, raw(town, *FORGED[form]))
    assert town.fields()["Status"] == "Aangeschreven" and not town.meetings()
    assert len(town.waiting()) == 1


def test_a_forged_report_marks_no_address(town: Any) -> None:
    before = address_states(town)
    report = REPORT.format(f"griffie@{town.domain}")
    arrives(town, raw(town, "evil@evil.example", OWN + FAIL.format("evil.example"), report))
    arrives(town, raw(town, "postmaster@evil.example", PASS.format("evil.example"), report, "m2"))
    assert address_states(town) == before and len(town.waiting()) == 2


def test_an_address_at_a_public_provider_makes_no_stranger_there_known(town: Any) -> None:
    item, _ = town.tour.hands.find("Contacten", Email=f"griffie@{town.domain}")
    town.tour.hands.edit("Contacten", item, "planner", Email=f"griffie.{slug(town.name)}@yahoo.com")
    town.tour.round(1)
    arrives(town, raw(town, "stranger@yahoo.com", PASS.format("yahoo.com"), thread=False))
    assert town.fields()["Status"] == "Aangeschreven" and not town.meetings()


def test_a_removed_contact_is_forgotten_at_once(town: Any) -> None:
    address = f"wethouder.{slug(town.name)}@elders.example"
    fields = {"CbsCode": town.code, "Rol": "wethouder", "Achternaam": "Wit", "Email": address}
    item = town.tour.hands.add("Contacten", "planner", fields)
    town.tour.rounds(2, 1)
    assert book(town.tour.app).of_sender(address) == {town.code}
    town.tour.hands.remove("Contacten", item, "planner")
    town.tour.rounds(2, 1)
    assert book(town.tour.app).of_sender(address) == frozenset()


def test_a_mail_that_comes_twice_is_handled_once(town: Any) -> None:
    mail = raw(town, "griffie@{0}", PASS)
    arrives(town, mail)
    arrives(town, mail)
    assert town.fields()["Status"] == "Eerste gesprek gepland" and len(town.meetings()) == 1
    assert sorted(one for one, _ in outcomes(town)) == ["applied", "ignored"]
    assert not town.waiting() and "nog eens bezorgd: hetzelfde bericht is al behandeld" in dict(outcomes(town)).values()


@pytest.mark.parametrize(
    "other",
    [
        ("griffie@{0}", PASS, PLAIN + "Wat kost dit de gemeente?\r\n"),
        ("griffie@{0}", OWN + FAIL, YES),
        ("boef@evil.example", PASS.format("evil.example"), YES),
    ],
)
def test_another_mail_with_the_same_id_is_read(town: Any, other: tuple[str, str, str]) -> None:
    arrives(town, raw(town, "griffie@{0}", PASS))
    arrives(town, raw(town, *other))
    assert sorted(one for one, _ in outcomes(town)) == ["applied", "review"] and len(town.waiting()) == 1


def test_a_colleague_answers_one_mail_and_not_what_takes_its_id_later(town: Any) -> None:
    arrives(town, raw(town, "griffie@{0}", PASS, PLAIN + "Wat kost dit de gemeente?\r\n"))
    hands = town.tour.hands
    asked = hands.mailbox("GET", "/mailFolders/inbox/messages?$top=1").json()["value"][0]["id"]
    answer = hands.mailbox("POST", f"/messages/{asked}/createReply", {"comment": "Niets."}).json()["id"]
    assert hands.mailbox("POST", f"/messages/{answer}/send").status_code == 202
    town.tour.rounds(3, 1)
    assert not town.waiting()
    arrives(town, raw(town, "griffie@{0}", PASS, PLAIN + "En wie betaalt de training?\r\n"))
    assert len(town.waiting()) == 1


THREAT = "Ik maak je dood. Ik weet waar je woont."
WRAPPED: dict[str, str] = {
    "forwarded": f"{PLAIN}Ter info.\r\n\r\nVan: boze man <x@y.example>\r\nVerzonden: maandag 7 september 2026 09:00\r\n"
    f"Aan: griffie\r\nOnderwerp: jullie\r\n\r\n{THREAT}\r\n",
    "attached": f"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{YES}\r\n--b\r\n"
    f"Content-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\nSubject: x\r\n\r\n{THREAT}\r\n--b--\r\n",
    "in a calendar answer": "MIME-Version: 1.0\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n"
    "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:nope\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:griffie@x.example\r\n"
    f"COMMENT:{THREAT}\r\nDTSTART:20260917T073000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    "at a long end": PLAIN + "Geachte heer, dit is een lange brief over van alles.\r\n" * 2500 + THREAT,
}  # fmt: skip


@pytest.mark.parametrize("how", WRAPPED)
def test_danger_reaches_a_person_whatever_wraps_it(town: Any, how: str) -> None:
    alerts = len(urgent_alerts(town))
    arrives(town, raw(town, "griffie@{0}", PASS, WRAPPED[how]))
    assert town.fields()["Status"] == "Aangeschreven" and not town.meetings()
    assert len(town.waiting()) == 1 and len(urgent_alerts(town)) > alerts


def urgent_alerts(town: Any) -> list[dict[str, Any]]:
    """The alerts that staff got."""
    return [one for one in town.tour.staff_mail() if "DRINGEND" in one["subject"]]
