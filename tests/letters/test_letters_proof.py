"""What a person looks at before saying yes: the oddest letters first, what changed, and one PDF to page through."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from bot.letters import book, pdf
from bot.letters.oddest import oddest
from bot.letters.wording import Change, changes, wording
from bot.models.contact import Role
from bot.models.institution import Institution
from bot.models.letter import Letter, Recipient

PLACES = {
    one.code: one
    for one in (
        Institution("GM0001", "Aa en Hunze", "Drenthe"),
        Institution("GM0002", "Assen", "Drenthe"),
        Institution("GM0003", "Súdwest-Fryslân", "Fryslân"),
        Institution("GM0004", "Nuenen, Gerwen en Nederwetten", "Noord-Brabant"),
        Institution("GM0005", "Epe", "Gelderland"),
        Institution("GM0006", "Ede", "Gelderland"),
    )
}


def letter(code: str, *people: tuple[str, Role], adres: str = "") -> Letter:
    to = tuple(Recipient(email, "A. de Vries", role) for email, role in people)
    return Letter(f"K-{code}", code, "uitnodiging", to, "s", "t", "h", data={"adres": adres})


def plain(code: str) -> Letter:
    host = f"{code.lower()}.example"
    people = ((f"b@{host}", Role.BURGEMEESTER), (f"g@{host}", Role.GRIFFIER))
    return letter(code, *people, adres="t.a.v. de burgemeester, mevrouw A. de Vries")


def test_each_kind_of_oddity_is_shown_by_a_letter_of_its_own() -> None:
    letters = [plain(code) for code in PLACES]
    letters[0] = replace(letters[0], data={"adres": "Gemeente\nt.a.v. de burgemeester, A. de Vries\nPostbus 1"})
    letters[1] = letter("GM0002", ("b@assen.example", Role.BURGEMEESTER))
    letters[4] = letter("GM0005", ("b@samen.example", Role.BURGEMEESTER), ("g@samen.example", Role.GRIFFIER))
    letters[5] = letter("GM0006", ("b2@samen.example", Role.BURGEMEESTER), ("g@x.example", Role.GRIFFIER))
    assert {reason: one.code for one, reason in oddest(letters, PLACES)} == {
        "geen griffier onder de ontvangers": "GM0002",
        "aanspreekvorm van een ontvanger niet bekend": "GM0001",
        "ambtelijke organisatie van meer gemeenten": "GM0005",
        "Fries": "GM0003",
        "langste naam": "GM0004",
    }


def test_a_letter_stands_there_once_and_a_plain_wave_shows_its_longest_name() -> None:
    assert [(one.code, why) for one, why in oddest([plain("GM0003"), plain("GM0005")], PLACES)] == [
        ("GM0003", "Fries"),
        ("GM0005", "langste naam"),
    ]
    assert oddest([], PLACES) == []


def test_what_changed_is_told_by_line(word: Callable[..., bytes]) -> None:
    before = wording({"brief.docx": word("Beste {{ naam }},", "Tot dan!", "Groet"), "mail/x.txt": b"a\n\nb"})
    now = wording({"brief.docx": word("Beste {{ naam }},", "Tot gauw!", "Groet", "PS"), "mail/x.txt": b"a\n\nb"})
    assert changes(before, before) == []
    assert changes(before, now) == [
        Change("brief.docx", "Tot dan!", "Tot gauw!"),
        Change("brief.docx", "", "PS"),
    ]


def test_layout_new_and_gone_files_are_told(word: Callable[..., bytes]) -> None:
    before = wording({"a.docx": word("Groet"), "oud.docx": word("x")})
    now = wording({"a.docx": word(["", "Groet"]), "nieuw.docx": word("x")})
    assert changes(before, now) == [
        Change("a.docx", "", "alleen de opmaak is gewijzigd"),
        Change("nieuw.docx", "", "nieuw bestand"),
        Change("oud.docx", "", "niet meer gebruikt"),
    ]


@pytest.mark.skipif(not pdf.available(), reason="LibreOffice (soffice) is not installed")
@pytest.mark.skipif(not book.available(), reason="pypdf is not installed")
def test_one_pdf_of_many_letters(word: Callable[..., bytes], tmp_path: Path) -> None:
    from pypdf import PdfReader

    two_pages = docx.Document()
    two_pages.add_paragraph("Brief twee")
    two_pages.add_page_break()
    two_pages.add_paragraph("vervolg")
    out = io.BytesIO()
    two_pages.save(out)
    made = pdf.to_pdf({"een": word("Brief een"), "twee": out.getvalue()}, tmp_path)
    found = PdfReader(io.BytesIO(book.bound("Golf 1", [("Twee (Fries)", made["twee"]), ("Een", made["een"])])))
    assert [page.extract_text().strip() for page in found.pages] == ["Brief twee", "vervolg", "Brief een"]
    marks = [(one.title, found.get_destination_page_number(one)) for one in found.outline]
    assert marks == [("Twee (Fries)", 0), ("Een", 2)]
    assert found.metadata is not None and found.metadata.title == "Golf 1"
