"""Forged forms of one mail, which picks an offered time: none of them books it (P6)."""

from collections.abc import Callable

import pytest

from bot.models.reply import Mail, Reading
from bot.replies.book import LetterBook
from bot.replies.decide import read
from bot.replies.mail import from_graph, from_mime, needs_mime
from bot.replies.rules import Rules

GRIFFIE, EVIL = "griffie@waterdorp.example", "boef@evil.example"
OWN = "mx1.weerbaarbestuur.example; "
PASS = OWN + "spf=pass smtp.mailfrom={0}; dkim=pass header.d={0}; dmarc=pass action=none header.from={0}"
TRUE, FOREIGN = PASS.format("waterdorp.example"), PASS.format("evil.example")
FAIL = "dkim=none; dmarc=fail action=none header.from=waterdorp.example"
EXO = "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=waterdorp.example; dkim=none (message not signed)"
EXO_PASS = f"{EXO} header.d=none;dmarc=pass action=none header.from=waterdorp.example;compauth=pass reason=100"
SIGNED = "dkim=pass header.d=waterdorp.example; dkim=pass header.d=mailer.example"

Form = tuple[str, str, str]
"""From, the topmost Authentication-Results ('' for none), further headers below them."""

VERDICTS: dict[str, Form] = {
    "none at all": (GRIFFIE, "", ""),
    "dmarc=pass in the envelope address": (GRIFFIE, f"{OWN}spf=pass smtp.mailfrom=dmarc=pass@evil.example; {FAIL}", ""),
    "the same, as Exchange writes it": (
        GRIFFIE, f"spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=dmarc=pass@evil.example; {FAIL};compauth=fail", ""),
    "dmarc=pass in a comment": (GRIFFIE, f"{OWN}spf=fail (dmarc=pass) smtp.mailfrom=evil.example; {FAIL}", ""),
    "dmarc=pass in a comment in a comment": (GRIFFIE, f"{OWN}spf=none (a (b; dmarc=pass) c); dkim=none", ""),
    "dmarc=pass in a quoted envelope address": (
        GRIFFIE, f'{OWN}spf=pass smtp.mailfrom="x; dmarc=pass "@evil.example', ""),
    "a comment that stays open": (GRIFFIE, f"{OWN}dmarc=pass header.from=waterdorp.example; x (; {FAIL}", ""),
    "a quote that stays open": (GRIFFIE, f'{OWN}dmarc=pass header.from=waterdorp.example; x=" ; {FAIL}', ""),
    "two verdicts in one": (GRIFFIE, f"{OWN}dmarc=pass header.from=waterdorp.example; dmarc=none", ""),
    "passes for another domain": (GRIFFIE, FOREIGN, ""),
    "passes for a domain that ends alike": (GRIFFIE, PASS.format("nieuwwaterdorp.example"), ""),
    "passes for the top-level domain": (GRIFFIE, f"{OWN}dmarc=pass header.from=example", ""),
    "passes for two domains": (GRIFFIE, f"{OWN}dmarc=pass header.from=evil.example header.from=waterdorp.example", ""),
    "only SPF, of another domain": (GRIFFIE, f"{OWN}spf=pass smtp.mailfrom=evil.example; dkim=none; dmarc=none", ""),
    "only SPF, domain given twice": (
        GRIFFIE, f"{OWN}spf=pass smtp.mailfrom=evil.example smtp.mailfrom=waterdorp.example; dmarc=none", ""),
    "DKIM of the domain in a comment": (GRIFFIE, f"{OWN}dkim=neutral (dkim=pass header.d=waterdorp.example)", ""),
    "DKIM does not hold": (GRIFFIE, f"{OWN}spf=pass smtp.mailfrom=waterdorp.example; dkim=fail; dmarc=none", ""),
    "compauth passes implicitly": (GRIFFIE, "spf=none; dkim=none; dmarc=none;compauth=pass reason=703", ""),
    "compauth fails": (GRIFFIE, f"{EXO}; dmarc=none header.from=waterdorp.example;compauth=fail reason=601", ""),
    "another server's verdict": (GRIFFIE, TRUE.replace("mx1.", "mx9."), ""),
    "a server that is named like a method": (GRIFFIE, TRUE.replace("mx1.weerbaarbestuur.example", "evil=none"), ""),
    "our server's name in a comment": (
        GRIFFIE, TRUE.replace(OWN, "mx.evil.example (mx1.weerbaarbestuur.example); "), ""),
    "our verdict stands below a foreign one": (
        GRIFFIE, "mx.evil.example; dmarc=none", f"Authentication-Results: {TRUE}\n"),
    "our fail stands above a pass of ours": (GRIFFIE, OWN + FAIL, f"Authentication-Results: {TRUE}\n"),
    "ARC's word only": (GRIFFIE, "", f"ARC-Authentication-Results: i=1; {TRUE}\nARC-Seal: i=1; cv=none\n"),
    "Received-SPF only": (GRIFFIE, "", "Received-SPF: pass (evil.example) client-ip=1.2.3.4\n"),
    "it says that it is internal": (
        GRIFFIE, OWN + FAIL, "X-MS-Exchange-Organization-AuthAs: Internal\nX-MS-Exchange-Organization-SCL: -1\n"),
    "it says that it is internal, without a verdict": (GRIFFIE, "", "X-MS-Exchange-Organization-AuthAs: Internal\n"),
}  # fmt: skip
AUTHORS: dict[str, Form] = {
    "no From": ("", TRUE, ""),
    "two authors": (f"{GRIFFIE}, {EVIL}", FOREIGN, ""),
    "two authors, the other first": (f"{EVIL}, {GRIFFIE}", TRUE, ""),
    "two From": (GRIFFIE, TRUE, f"From: {EVIL}\n"),
    "two From, the other first": (EVIL, TRUE, f"From: {GRIFFIE}\n"),
    "a name that decodes to an address and a comma": (
        f"=?utf-8?q?{GRIFFIE.replace('@', '=40')}=2C?= <{EVIL}>", FOREIGN, ""),
    "a name that decodes to an address in brackets": (
        "=?utf-8?q?=3Cgriffie=40waterdorp.example=3E?= <boef@evil.example>", FOREIGN, ""),
    "an address that is all encoded": ("=?utf-8?q?griffie=40waterdorp.example?=", FOREIGN, ""),
    "an address as the name": (f'"{GRIFFIE}" <{EVIL}>', FOREIGN, ""),
    "an address as a bare name": (f"{GRIFFIE} <{EVIL}>", FOREIGN, ""),
    "an address in a comment": (f"{EVIL} ({GRIFFIE})", FOREIGN, ""),
    "a group": (f"Griffie: {GRIFFIE};", TRUE, ""),
    "a group with another": (f"{GRIFFIE}: {EVIL};", FOREIGN, ""),
    "a route": (f"<@evil.example:{GRIFFIE}>", FOREIGN, ""),
    "a domain with a point behind it": (f"{GRIFFIE}.", TRUE, ""),
    "a letter of another alphabet": ("griffie@w\u0430terdorp.example", PASS.format("xn--wterdorp-hdh.example"), ""),
    "an encoded look-alike": ("griffie@xn--wterdorp-hdh.example", PASS.format("xn--wterdorp-hdh.example"), ""),
    "a subdomain of a stranger": (
        "griffie@waterdorp.example.evil.example", PASS.format("waterdorp.example.evil.example"), ""),
    "a stranger in the thread": (EVIL, FOREIGN, ""),
    "a stranger who answers to the griffie": (EVIL, FOREIGN, f"Reply-To: {GRIFFIE}\n"),
    "sent for the griffie by a stranger": (GRIFFIE, TRUE, f"Sender: {EVIL}\n"),
    "sent for a stranger by the griffie": (EVIL, FOREIGN, f"Sender: {GRIFFIE}\n"),
    "answers go to a stranger": (GRIFFIE, TRUE, f"Reply-To: {EVIL}\n"),
    "answers go to a stranger too": (GRIFFIE, TRUE, f"Reply-To: {GRIFFIE}, {EVIL}\n"),
}  # fmt: skip
GENUINE: dict[str, Form] = {
    "our server's verdict": (f"Okke Dijkstra <{GRIFFIE}>", TRUE, ""),
    "an encoded name with a comma": (f"=?utf-8?q?Dijkstra=2C_Okk=C3=A9?= <{GRIFFIE}>", TRUE, ""),
    "a quoted name with a comma and a bracket": (f'"Dijkstra, O. (griffie" <{GRIFFIE}>', TRUE, ""),
    "capitals": (GRIFFIE.upper(), TRUE, ""),
    "as Exchange writes it": (GRIFFIE, EXO_PASS, ""),
    "no policy, but SPF of the domain": (
        GRIFFIE, f"{OWN}spf=pass smtp.mailfrom=bounce@mail.waterdorp.example; dkim=none; dmarc=none", ""),
    "two signatures": (GRIFFIE, f"{OWN}{SIGNED}; spf=none; dmarc=none", ""),
    "a secretary sends for the burgemeester": ("burgemeester@waterdorp.example", TRUE, f"Sender: {GRIFFIE}\n"),
}  # fmt: skip


def _raw(form: Form) -> bytes:
    who, verdict, more = form
    head = f"Authentication-Results: {verdict}\n" * bool(verdict) + f"From: {who}\n" * bool(who) + more
    return (
        f"{head}To: tour@weerbaarbestuur.example\nSubject: RE: Uitnodiging\nMessage-ID: <a1@waterdorp.example>\n"
        "In-Reply-To: <otwb-ut-9001-1.abc@weerbaarbestuur.example>\nDate: Wed, 16 Sep 2026 10:12:00 +0200\n"
        "Content-Type: text/plain; charset=utf-8\n\nWij kiezen optie 2.\n"
    ).encode()


def _row(mail: Mail, raw: bytes, shown: str) -> dict[str, object]:
    """As Graph lists it: one address, and the headers with their names decoded."""
    headers = [{"name": key, "value": value} for key, value in mail.headers]
    person = {"emailAddress": {"address": shown, "name": mail.sender_name}}
    body = {"contentType": "text", "content": mail.text}
    answers = [{"emailAddress": {"address": mail.reply_to}}] if mail.reply_to else []
    given = {"id": "1", "from": person, "sender": person, "replyTo": answers, "body": body}
    return {**given, "internetMessageId": mail.internet_message_id, "internetMessageHeaders": headers}


@pytest.fixture(params=["MIME", "JSON"])
def read_as(request: pytest.FixtureRequest, book: LetterBook, rules: Rules) -> Callable[..., Reading]:
    """Reading a form as the job does: by Graph's JSON, and by the MIME where that is not enough."""

    def reading(form: Form, shown: str = GRIFFIE) -> Reading:
        raw = _raw(form)
        mail = from_mime(raw)
        if request.param == "JSON":
            row = _row(mail, raw, shown)
            mail = from_graph(row, raw if needs_mime(row) else None)
        return read(mail, book, rules)

    return reading


@pytest.mark.parametrize("form", [*VERDICTS.values(), *AUTHORS.values()], ids=[*VERDICTS, *AUTHORS])
@pytest.mark.parametrize("shown", [GRIFFIE, EVIL])
def test_a_forged_mail_decides_nothing(form: Form, shown: str, read_as: Callable[..., Reading]) -> None:
    found = read_as(form, shown)
    assert not found.automatic and found.doubts


@pytest.mark.parametrize("form", GENUINE.values(), ids=list(GENUINE))
def test_a_genuine_mail_decides(form: Form, read_as: Callable[..., Reading]) -> None:
    shown = "burgemeester@waterdorp.example" if "burgemeester" in form[0] else GRIFFIE
    found = read_as(form, shown)
    assert found.automatic and found.slots == (2,)
