"""Danger is seen wherever it stands in a mail, and nothing ordinary is taken for it (P11)."""

import base64
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from bot.models.letter import SentLetter
from bot.models.reply import Mail, Reading
from bot.replies import danger, html_text
from bot.replies.book import LetterBook
from bot.replies.decide import read
from bot.replies.ends import ends
from bot.replies.mail import from_graph, from_mime, needs_mime
from bot.replies.rules import Rules, fold

TEMPLATES = Path(__file__).resolve().parents[2] / "letter_templates"
THREAT, CRISIS, YES = "Ik maak je dood.", "De burgemeester wordt met de dood bedreigd.", "Wij kiezen optie 2."
PLAIN = "Content-Type: text/plain; charset=utf-8\n\n"
HTML = "Content-Type: text/html; charset=utf-8\n\n"
BELOW = "Van: boze man <x@y.example>\nVerzonden: maandag 7 september 2026 09:00\nAan: griffie\nOnderwerp: jullie\n\n"
LONG = "Geachte heer, dit is een lange brief over van alles wat er in ons dorp gebeurt.\n" * 2500


def _mixed(part: str, text: str = "Zie bijlage.") -> str:
    return f"Content-Type: multipart/mixed; boundary=b\n\n--b\n{PLAIN}{text}\n--b\n{part}\n--b--\n"


def _file(name: str, text: str, kind: str = "application/octet-stream") -> str:
    encoded = base64.b64encode(text.encode()).decode()
    head = f'Content-Type: {kind}; name="{name}"\nContent-Disposition: attachment; filename="{name}"\n'
    return f"{head}Content-Transfer-Encoding: base64\n\n{encoded}"


def _calendar(line: str) -> str:
    return (
        "Content-Type: text/calendar; method=REPLY; charset=utf-8\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n"
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:griffie@waterdorp.example\n{line}\nDTSTART:20261008T120000Z\nEND:VEVENT\n"
        "END:VCALENDAR\n"
    )


def _alternative(plain: str, html: str) -> str:
    return f"Content-Type: multipart/alternative; boundary=b\n\n--b\n{PLAIN}{plain}\n--b\n{HTML}{html}\n--b--\n"


FORWARDED = "<p>Ter info.</p><hr><p><b>Van:</b> Boos<br><b>Verzonden:</b> maandag<br><b>Onderwerp:</b> x</p><p>{}</p>"
ATTACHED = "Content-Type: message/rfc822\n\nFrom: a@b.example\nSubject: x\n"
PARTS = "Content-Type: multipart/mixed; boundary=c"
PLACES = {
    "own words": PLAIN + CRISIS,
    "beside a choice": f"{PLAIN}{YES} {CRISIS}",
    "forwarded below our words": f"{PLAIN}Ter info.\n\n{BELOW}{THREAT}",
    "forwarded in HTML": HTML + FORWARDED.format(THREAT),
    "forwarded with marks": f"{PLAIN}Ter info.\n\nOp 7 september 2026 schreef Boos <x@y.example>:\n> {THREAT}",
    "below a yes, quoted": f"{PLAIN}{YES}\n\n{BELOW}{CRISIS}",
    "attached mail": _mixed(f"{ATTACHED}\n{THREAT}"),
    "attached mail of parts": _mixed(f"{ATTACHED}{PARTS}\n\n--c\n{HTML}<p>Zie onder</p>\n--c\n{PLAIN}{THREAT}\n--c--"),
    "attached mail in HTML": _mixed(f"{ATTACHED}{HTML}<p>Ik <b>maak</b> je dood.</p>"),
    "attached mail in an attached mail": _mixed(f"{ATTACHED}{ATTACHED}\n{THREAT}"),
    "attached text": _mixed(_file("brief.txt", THREAT, "text/plain")),
    "attached text without a type": _mixed(_file("Brief.TXT", THREAT)),
    "attached page": _mixed(_file("brief.html", "<html><p>Ik <b>maak</b> je dood.</p></html>", "text/html")),
    "end of a long attached text": _mixed(_file("brief.txt", LONG + THREAT, "text/plain")),
    "the last of many attached texts": _mixed(
        "\n--b\n".join([*[_file("a.txt", LONG[:900])] * 150, _file("b.txt", THREAT)])
    ),
    "comment of a calendar answer": _calendar(f"COMMENT:{CRISIS}"),
    "folded description of a calendar answer": _calendar(
        "DESCRIPTION;LANGUAGE=nl:Dag\\, wij worden met de d\n ood bedreigd"),
    "end of a long mail": f"{PLAIN}{LONG}{CRISIS}",
    "end of a long page": f"{HTML}{LONG.replace(chr(10), '<br>')}{CRISIS}",
    "end of a page of many parts": f"{HTML}{'<p><b>a</b> <i>b</i></p>' * 8000}<p>{CRISIS}</p>",
    "end of a mail past all limits": f"{PLAIN}{LONG * 5}{CRISIS}",
    "only the plain version": _alternative(THREAT, f"<p>{YES}</p>"),
    "plain version, in brackets": _alternative(f"{YES} <{THREAT}>", f"<p>{YES}</p>"),
    "only the HTML": _alternative(YES, f"<p>{YES} {THREAT}</p>"),
    "hidden": f"{HTML}<p>{YES}</p><div style='display:none'>{THREAT}</div>",
    "instead of an image": f"{HTML}<p>{YES}</p><img src='x.png' alt='{THREAT}'>",
    "signature": f"{PLAIN}{YES}\n\nMet vriendelijke groet,\nA. Molenaar\n{THREAT}",
    "absence": f"Auto-Submitted: auto-replied\n{PLAIN}Ik ben afwezig. {CRISIS}",
    "subject": f"Subject: {THREAT}\n{PLAIN}Zie boven.",
    "name": f'From: "{THREAT}" <griffie@waterdorp.example>\n{PLAIN}{YES}',
    "a long line that goes on below": f"{PLAIN}Een lange regel die eerst even helemaal doorloopt: ik\nmaak je dood",
}  # fmt: skip
QUIET = {
    "a logo": f"{HTML}<p>{YES}</p><img alt='Logo van de gemeente Waterdorp'>",
    "an attached agenda": _mixed(_file("agenda.txt", "1. Opening\n2. Veiligheid in het stadhuis", "text/plain"), YES),
    "a comment that is kind": _calendar("COMMENT:Tot dan\\, fijn dat u komt"),
    "emergency numbers": f"{PLAIN}{YES}\n\nIs er direct gevaar? Bel 112.",
}  # fmt: skip
HEAD = {
    "Authentication-Results": "mx1.weerbaarbestuur.example; dmarc=pass header.from=waterdorp.example",
    "From": "griffie@waterdorp.example",
    "To": "tour@weerbaarbestuur.example",
    "Subject": "RE: Uitnodiging",
    "Message-ID": "<d1@waterdorp.example>",
    "In-Reply-To": "<otwb-ut-9001-1.abc@weerbaarbestuur.example>",
    "Date": "Wed, 16 Sep 2026 10:12:00 +0200",
    "MIME-Version": "1.0",
}


def _raw(rest: str) -> bytes:
    head = {key: value for key, value in HEAD.items() if not rest.startswith(f"{key}:")}
    return ("".join(f"{key}: {value}\n" for key, value in head.items()) + rest).encode()


@pytest.fixture
def understood(book: LetterBook, rules: Rules) -> Callable[[str], Reading]:
    return lambda rest: read(from_mime(_raw(rest)), book, rules)


@pytest.mark.parametrize("place", PLACES)
def test_danger_anywhere_is_urgent(place: str, understood: Callable[[str], Reading]) -> None:
    found = understood(PLACES[place])
    assert found.urgent and not found.automatic


@pytest.mark.parametrize("place", QUIET)
def test_ordinary_words_are_not(place: str, understood: Callable[[str], Reading]) -> None:
    assert not understood(QUIET[place]).urgent


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.*")), ids=lambda file: file.name)
def test_our_own_letters_are_no_danger_where_they_are_quoted(file: Path, rules: Rules) -> None:
    if file.suffix == ".docx":
        text = "\n".join(one.text for one in Document(str(file)).paragraphs)
    else:
        text = "\n".join(html_text.read(file.read_text(encoding="utf-8").replace("\n", "<br>")).lines)
    assert danger.find(fold(text), rules) is None


def test_words_of_our_letter_are_known_as_ours(letter: SentLetter, rules: Rules) -> None:
    sentence = "Bestuurders krijgen steeds vaker doodsbedreigingen, ook thuis."
    ours = replace(letter, text=f"Geachte burgemeester,\n\n{sentence}\n\nMet vriendelijke groet")
    quoted = f"{PLAIN}{YES}\n\n{BELOW}> Bestuurders krijgen steeds vaker\n> doodsbedreigingen, ook thuis.\n"
    assert not read(from_mime(_raw(quoted)), LetterBook([ours]), rules).urgent
    assert read(from_mime(_raw(quoted)), LetterBook([letter]), rules).urgent
    assert read(from_mime(_raw(f"{quoted}> {THREAT}")), LetterBook([ours]), rules).urgent


def test_what_was_calm_once_does_not_hide_what_comes_after_it(understood: Callable[[str], Reading]) -> None:
    calm = f"{PLAIN}{YES}\n\n{BELOW}{'Een lange regel die in iedere brief van ons staat, woord voor woord.'}\n"
    assert not understood(calm).urgent and not understood(calm).urgent
    assert understood(calm + THREAT).urgent and understood(calm + THREAT).urgent


@pytest.mark.parametrize(
    ("plain", "html", "same"),
    [
        (YES, f"<p>{YES}</p>", True),
        ("Wij kiezen\noptie 2.", "<p>Wij <b>kiezen</b> optie&nbsp;2.</p>", True),
        ("Optie 2 <https://x.example/a> [cid:logo] graag", "<p><a href='https://x.example/a'>Optie 2</a> graag", True),
        ("1. Wij kiezen optie 2", "<ol><li>Wij kiezen optie 2</li></ol>", True),
        ("", f"<p>{YES}</p>", True),
        ("Wij hebben geen interesse in een gesprek.", f"<p>{YES}</p>", False),
        (f"{YES}\nMaar alleen als wij er niets over lezen.", f"<p>{YES}</p>", False),
    ],
)
def test_two_versions_must_say_the_same(
    plain: str, html: str, same: bool, understood: Callable[[str], Reading]
) -> None:
    found = understood(_alternative(plain, html))
    assert ("de platte en de opgemaakte tekst zeggen niet hetzelfde" not in found.doubts) is same
    assert same or not found.automatic


def test_attachments_are_fetched_and_a_long_page_of_json_keeps_its_tail(book: LetterBook, rules: Rules) -> None:
    person = {"emailAddress": {"address": "griffie@waterdorp.example"}}
    headers = [{"name": key, "value": value} for key, value in HEAD.items()]
    row = {"from": person, "sender": person, "internetMessageHeaders": headers}
    short = {**row, "body": {"contentType": "text", "content": YES}}
    assert not needs_mime(short) and needs_mime({**short, "hasAttachments": True})
    long = {**row, "body": {"contentType": "html", "content": f"<p>{LONG * 5}</p><p>{CRISIS}</p>"}}
    assert read(from_graph(long), book, rules).urgent


def test_a_mail_that_cannot_be_taken_apart_is_looked_through(rules: Rules) -> None:
    mail = from_mime(_raw(f"{HTML}<p>{LONG}</p><p>{THREAT}</p>"))
    assert danger.anywhere(mail, danger.uncut(mail), rules)


@pytest.mark.parametrize(("text", "most", "kept"), [("abcdef", 6, "abcdef"), ("abcdefgh", 4, "abc\nh"), ("", 4, "")])
def test_ends(text: str, most: int, kept: str) -> None:
    assert ends(text, most) == kept


def test_a_mail_in_a_mail_without_end_is_read(book: LetterBook, rules: Rules) -> None:
    mail: Mail = from_mime(_raw(_mixed(ATTACHED * 60 + "\nx")))
    assert not read(mail, book, rules).urgent
