"""The shipped letters, whole: every kind, its links, what stands in each, and files that are missing."""

import io
import json
from datetime import date, datetime
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
from selectolax.parser import HTMLParser

from bot.errors import ConfigError, DataError
from bot.letters.compose import Composer, shipped_templates
from bot.letters.dates import AMSTERDAM
from bot.letters.fields import FIELDS, letter_fields
from bot.letters.kinds import read_kinds
from bot.letters.lint import lint
from bot.letters.mailtext import MailTemplates
from bot.models.contact import Contact, Role
from bot.models.institution import Institution
from bot.models.letter import Letter, Sender
from bot.models.slot import Slot

ROOT = Path(__file__).resolve().parents[2]
KINDS = read_kinds(ROOT / "config/letters.toml")
FILES = shipped_templates(ROOT / "letter_templates")
SENDER = Sender(
    "Ondersteuningsteam", "tour@team.example", "V. Voorbeeld", "coördinator", "070-1234567", "https://t.example"
)
HAGUE = Institution("GM0518", "'s-Gravenhage & <omstreken>", "Zuid-Holland")
FRYSLAN = Institution("PV21", "Fryslân", "Fryslân")
TODAY = date(2026, 12, 14)
SLOTS = tuple(
    Slot(n, datetime(2027, 1, 19 + n, 10, tzinfo=AMSTERDAM), datetime(2027, 1, 19 + n, 11, tzinfo=AMSTERDAM))
    for n in (1, 2, 3)
)


def letter(kind: str, slots: tuple[Slot, ...] = SLOTS) -> Letter:
    to = FRYSLAN if Role.COMMISSARIS in KINDS[kind].roles else HAGUE
    people = [Contact(to.code, role, f"{role.value}@den-haag.example") for role in KINDS[kind].roles]
    reference = "OTWB-FR-21-1" if to is FRYSLAN else "OTWB-ZH-0518-1"
    return Composer(KINDS, FILES, SENDER).compose(kind, to, people, slots, reference, TODAY)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("slots", [SLOTS, SLOTS[:1], ()], ids=["three", "one", "none"])
def test_every_kind_is_whole(kind: str, slots: tuple[Slot, ...]) -> None:
    made = letter(kind, slots)
    assert made.subject.endswith(f" [{made.kenmerk}]")
    assert "\n" not in made.subject
    for text in (made.text, HTMLParser(made.html).body.text()):  # type: ignore[union-attr]
        assert SENDER.phone in text
        assert made.kenmerk in text
        assert "{{" not in text and "{%" not in text and "None" not in text
    assert json.loads(json.dumps(made.data)) == made.data
    assert (made.document is not None) == (KINDS[kind].template is not None)
    if made.document is not None:
        words = "\n".join(one.text for one in docx.Document(io.BytesIO(made.document)).paragraphs)
        assert SENDER.phone in words
        assert made.data["instelling"] in docx.Document(io.BytesIO(made.document)).core_properties.subject


@pytest.mark.parametrize("kind", ["uitnodiging", "uitnodiging-provincie", "nieuw-voorstel"])
def test_each_answer_is_one_click_and_readable(kind: str) -> None:
    made = letter(kind)
    links = [one.attributes["href"] or "" for one in HTMLParser(made.html).css("a[href^='mailto:']")]
    choices = ["optie 1", "optie 2", "optie 3", "andere datum", "bel ons", "geen interesse"]
    subjects = [parse_qs(urlsplit(link).query)["subject"][0] for link in links]
    assert subjects == [f"{one} [{made.kenmerk}]" for one in choices]
    for link in links:
        assert parseaddr(urlsplit(link).path)[1] == SENDER.mailbox
        assert " " not in link and "+" not in link and "[" not in link
    assert "optie 1: woensdag 20 januari 2027, 10.00-11.00 uur\n" in made.text
    for choice in choices:
        assert f"\n{choice}: " in made.text
    assert "Eén antwoord namens beiden volstaat." in made.text


def test_letter_shows_options_until_when_and_for_whom() -> None:
    document = docx.Document(io.BytesIO(letter("uitnodiging").document or b""))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0] == ["Keuze", "Dag", "Tijd"]
    assert rows[1:] == [
        [f"optie {n}", day, "10.00-11.00 uur"]
        for n, day in enumerate(
            ("woensdag 20 januari 2027", "donderdag 21 januari 2027", "vrijdag 22 januari 2027"), start=1
        )
    ]
    text = "\n".join(one.text for one in document.paragraphs)
    assert "Gemeente 's-Gravenhage & <omstreken>" in text
    assert "tot en met 11 januari 2027" in text
    assert "Eén antwoord namens beiden volstaat." in text
    assert "" not in [one.text for one in document.paragraphs]
    assert document.core_properties.title.endswith("(OTWB-ZH-0518-1)")
    assert document.core_properties.language == "nl-NL"


def test_html_is_escaped_and_dutch() -> None:
    tree = HTMLParser(letter("uitnodiging").html)
    assert tree.css_first("html").attributes["lang"] == "nl"
    assert "'s-Gravenhage & <omstreken>" in tree.body.text()  # type: ignore[union-attr]
    assert tree.css("script, img, link, style") == []


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".docx")])
def test_shipped_templates_pass_the_lint(name: str) -> None:
    assert lint(FILES[name], FIELDS, name) == ()


def test_fields_are_those_documented() -> None:
    made = letter_fields(HAGUE, [Contact("GM0518", Role.GRIFFIER, "g@x.example")], SLOTS, "K", SENDER, TODAY)
    assert made.keys() == FIELDS.keys()


@pytest.mark.parametrize(
    ("kind", "lacks"), [("uitnodiging", "uitnodiging.docx"), ("bevestiging", "mail-bevestiging.docx")]
)
def test_a_missing_file_is_named(kind: str, lacks: str) -> None:
    files = {name: data for name, data in FILES.items() if name != lacks}
    with pytest.raises(DataError, match=lacks):
        Composer(KINDS, files, SENDER).check(kind)


def test_staff_files_replace_the_shipped_and_change_the_hash() -> None:
    shipped = Composer(KINDS, FILES, SENDER)
    edited = Composer(KINDS, {**FILES, "mail-afsluiting.docx": FILES["mail-bevestiging.docx"]}, SENDER)
    assert shipped.check("afsluiting") != edited.check("afsluiting")
    assert shipped.check("avond") == edited.check("avond")


def test_mail_with_a_misspelt_field_is_told() -> None:
    files = {f"mail/x.{part}": b"{{ kenmrk }}" for part in ("subject.txt", "txt", "html")}
    with pytest.raises(DataError, match=r"mail/x.subject.txt: unknown field kenmrk; did you mean kenmerk\?"):
        MailTemplates(files).render("x", {"kenmerk": "K"})


def test_nobody_to_write_to_is_an_error() -> None:
    with pytest.raises(DataError, match="no recipient"):
        Composer(KINDS, FILES, SENDER).compose("avond", HAGUE, [], (), "K", TODAY)


BAD_KINDS = [
    ("no kind", "x = 1", r"holds no \[\[kind\]\]"),
    ("not TOML", "[[kind]", "not valid TOML"),
    ("no label", '[[kind]]\nid = "a"\nmail = "a"', "kind a: label is missing"),
    ("unknown key", '[[kind]]\nid = "a"\nlabel = "A"\nmail = "a"\noffer = true', "unknown key offer"),
    ("unknown role", '[[kind]]\nid = "a"\nlabel = "A"\nmail = "a"\nroles = ["koning"]', "koning"),
    ("twice", '[[kind]]\nid = "a"\nlabel = "A"\nmail = "a"\n' * 2, "stands there twice"),
]


@pytest.mark.parametrize(("text", "says"), [row[1:] for row in BAD_KINDS], ids=[row[0] for row in BAD_KINDS])
def test_bad_kinds_are_told(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "letters.toml").write_text(text)
    with pytest.raises(ConfigError, match=says):
        read_kinds(tmp_path / "letters.toml")
