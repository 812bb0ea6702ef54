"""Whose report counts, when it names a letter of ours (P6), and at which domains anybody can write."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.models.contact import Contact, Role
from bot.models.letter import SentLetter
from bot.models.public_mail import is_public, public_mail
from bot.models.reply import Intent, Reading
from bot.replies.book import LetterBook
from bot.replies.decide import read
from bot.replies.mail import from_mime
from bot.replies.rules import Rules

OWN = "mx1.weerbaarbestuur.example; "
PASS = OWN + "spf=pass smtp.mailfrom={0}; dkim=pass header.d={0}; dmarc=pass header.from={0}"
EVIL = PASS.format("evil.example")
HOME, TOWN = "weerbaarbestuur.example", "waterdorp.example"
EXCHANGE = f"MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@{HOME}"

REPORTS = [
    ("our service, which judges no mail of its own", EXCHANGE, "", "<>", True),
    ("our relay", f"MAILER-DAEMON@mail3.{HOME}", "", "<>", True),
    ("our service, return path unknown", f"postmaster@{HOME}", "", "", True),
    ("the recipient's server, proven", f"postmaster@{TOWN}", PASS.format(TOWN), "<>", True),
    ("the recipient's server, below its domain", f"mailer-daemon@mx.{TOWN}", PASS.format(TOWN), "<>", True),
    ("false", "evil@evil.example", f"{OWN}spf=fail; dmarc=fail header.from=evil.example", "", False),
    ("false, in our name", f"postmaster@{HOME}", f"{OWN}spf=fail; dmarc=fail header.from={HOME}", "<>", False),
    ("in our name, verdict of another", f"postmaster@{HOME}", f"{OWN}dmarc=pass header.from=evil.example", "<>", False),
    ("in our name, from outside without proof", f"postmaster@{HOME}", f"{OWN}spf=none; dmarc=none", "<>", False),
    ("in our name, with a verdict brought along", f"postmaster@{HOME}", "mx.evil.example; dmarc=pass", "<>", False),
    ("in our name, with a return path", f"postmaster@{HOME}", "", "<boef@evil.example>", False),
    ("a stranger without a verdict", "postmaster@evil.example", "", "<>", False),
    ("a stranger who proves to be one", "mailer-daemon@evil.example", EVIL, "<>", False),
    ("a stranger who ends like us", f"postmaster@niet{HOME}", "", "<>", False),
    ("a person of ours", f"collega@{HOME}", "", "<>", False),
    ("two authors", f"postmaster@{HOME}, boef@evil.example", "", "<>", False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "who", "verdict", "path", "counts"), REPORTS)
def test_whose_report_counts(
    name: str, who: str, verdict: str, path: str, counts: bool, book: LetterBook, rules: Rules
) -> None:
    head = f"Authentication-Results: {verdict}\n" * bool(verdict) + f"Return-Path: {path}\n" * bool(path)
    raw = (
        f"{head}From: {who}\nTo: tour@{HOME}\nSubject: Undeliverable\nMessage-ID: <dsn@{HOME}>\n"
        f"In-Reply-To: <otwb-ut-9001-1.abc@{HOME}>\nDate: Wed, 16 Sep 2026 10:12:00 +0200\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        "failed\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;x\n\n"
        f"Final-Recipient: rfc822;griffie@{TOWN}\nAction: failed\nStatus: 5.1.1\n\n--b--\n"
    )
    found = read(from_mime(raw.encode()), book, rules)
    assert (found.intent, found.automatic) == (Intent.BOUNCE_HARD, counts), name


PUBLIC = ["gmail.com", "yahoo.com", "ziggo.nl", "Outlook.com", "post.xs4all.nl"]


@pytest.mark.parametrize("domain", PUBLIC)
def test_a_contact_at_a_public_provider_makes_nobody_else_there_known(
    domain: str, letter: SentLetter, mail: Callable[..., object], rules: Rules
) -> None:
    here = Contact("GM9001", Role.GRIFFIER, f"griffie.waterdorp@{domain}")
    book = LetterBook([letter], [here])

    def of(sender: str) -> Reading:
        return read(mail("Wij kiezen optie 2.", sender.lower()), book, rules)  # type: ignore[arg-type]

    assert of(here.email).automatic
    stranger = of(f"stranger@{domain}")
    assert not stranger.automatic and "onbekend adres" in stranger.doubts
    assert book.of_domain(f"x@{domain}") == book.of_domain(f"x@mail.{domain}") == frozenset()


def test_people_of_a_shared_work_organisation_answer_for_whom_they_name(letter: SentLetter, rules: Rules) -> None:
    other = replace(letter, code="GM9002", kenmerk="OTWB-UT-9002-1", internet_message_id="<b@x>", to=())
    people = [Contact(code, Role.GRIFFIER, "griffie@bel.example") for code in ("GM9001", "GM9002")]
    book = LetterBook([letter, other], people, [("GM9001", "Waterdorp"), ("GM9002", "Zanddorp")])
    assert book.of_domain("x@bel.example") == {"GM9001", "GM9002"}
    assert book.of_domain("x@raad.bel.example") == {"GM9001", "GM9002"}
    assert book.of_domain("x@label.example") == frozenset()


def test_the_list_of_public_providers_is_lower_case_and_is_no_suffix() -> None:
    assert all(one == one.lower() and "." in one for one in public_mail())
    assert not is_public("notgmail.com") and not is_public("com")
