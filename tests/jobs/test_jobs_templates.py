"""The folder Sjablonen: what staff change there is looked at in the round, and answered in Controle and Fouten."""

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import docx
import pytest

from bot.store import waves

Edit = Callable[[Any], object]


class Templates:
    """The folder as staff use it."""

    def __init__(self, tour: Any) -> None:
        self.tour, self.hands = tour, tour.hands

    def put(self, name: str, content: bytes) -> str:
        """A person saves a file there; its list item."""
        path = f"{self.hands.site_path()}/drive/root:/Sjablonen/{quote(name)}"
        token = self.hands.token("planner")
        answer = self.hands.tenant.graph("PUT", f"{path}:/content", data=content, token=token)
        assert answer.status_code in (200, 201), answer.text
        return str(self.hands.tenant.graph("GET", f"{path}:/listItem").json()["id"])

    def edited(self, name: str, edit: Edit) -> bytes:
        """A shipped letter after a person worked in it."""
        document = docx.Document(io.BytesIO(self.tour.app.shipped[name]))
        edit(document)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    def columns(self, item: str) -> tuple[str, str]:
        """Controle and Fouten."""
        fields = self.hands.fields("Documenten", item)
        return fields.get("Controle") or "", fields.get("Fouten") or ""


@pytest.fixture(scope="module")
def staff(own_tour: Callable[..., Any]) -> Templates:
    return Templates(own_tour())


def test_what_set_up_laid_there_is_in_order(staff: Templates) -> None:
    staff.tour.round(1)
    fields = [one["fields"] for one in staff.hands.items("Documenten")]
    checked = {one["FileLeafRef"]: one.get("Controle") for one in fields if one.get("Controle")}
    mails = {name: said for name, said in checked.items() if name.startswith("mail-")}
    assert len(mails) == 9 and mails["mail-afsluiting.docx"] == "In orde (Vriendelijke afsluiting na een nee)"
    assert {said.split(" (")[0] for said in mails.values()} == {"In orde"}
    assert {name: said for name, said in checked.items() if name not in mails} == {
        "uitnodiging.docx": "In orde (Uitnodiging)",
        "herinnering.docx": "In orde (Herinnering)",
        "avond.docx": "In orde (Aanbod avond voor raad en college)",
        "training.docx": "In orde (Aanbod training)",
        "uitnodiging-provincie.docx": "In orde (Uitnodiging provincie)",
    }


def test_a_fault_is_told_in_dutch_with_its_place_and_is_gone_once_mended(staff: Templates) -> None:
    def misspell(document: Any) -> None:
        document.add_paragraph("Groet aan {{ gemeentee }}!")
        document.add_table(1, 2)

    item = staff.put("avond.docx", staff.edited("avond.docx", misspell))
    staff.tour.round(1)
    verdict, faults = staff.columns(item)
    assert verdict == "Niet in orde"
    assert faults.split("\n") == [
        "Onbekend veld gemeentee; bedoelt u gemeente? (alinea: Groet aan {{ gemeentee }}!).",
        "Tabel zonder kopregel; zet voor de eerste rij Veldnamenrijen herhalen aan.",
    ]
    staff.put("avond.docx", staff.edited("avond.docx", lambda one: one.add_paragraph("Groet!")))
    staff.tour.round(1)
    assert staff.columns(item) == ("In orde (Aanbod avond voor raad en college)", "")


def word(*paragraphs: str) -> bytes:
    """A Word file of these paragraphs."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


ODD: list[tuple[str, str, bytes, str, str]] = [
    ("text", "training.docx", b"geen Word", "Niet in orde", "niet als Word-document te lezen"),
    ("a password", "training.docx", b"\xd0\xcf\x11\xe0" + bytes(600), "Niet in orde", "zonder wachtwoord"),
    ("a mail without subject", "mail-avond.docx", word("Geachte"), "Niet in orde", "De eerste regel moet 'Onderwerp"),
    ("a mail with a field", "mail-avond.docx", word("Onderwerp: x", "{{ nam }}"), "Niet in orde", "bedoelt u naam?"),
    ("a name that no kind has", "kerstkaart.docx", b"x", "Niet in gebruik", "In gebruik zijn: avond.docx"),
]


@pytest.mark.parametrize(("name", "content", "verdict", "says"), [row[1:] for row in ODD], ids=[row[0] for row in ODD])
def test_odd_files_are_answered(staff: Templates, name: str, content: bytes, verdict: str, says: str) -> None:
    item = staff.put(name, content)
    staff.tour.round(1)
    found = staff.columns(item)
    assert found[0] == verdict and says in found[1]


def test_an_answer_is_written_once(staff: Templates) -> None:
    item = staff.put("herinnering.docx", staff.edited("herinnering.docx", lambda one: one.add_paragraph("PS")))
    staff.tour.round(3)
    path = f"{staff.hands.list_path('Documenten')}/items/{item}/versions"
    versions = staff.hands.tenant.graph("GET", path).json()["value"]
    writers = [one["lastModifiedBy"].get("application") is not None for one in versions]
    assert writers.count(True) <= 2, "set-up and at most one answer"


def test_a_province_has_a_letter_of_its_own_once_staff_save_one(staff: Templates) -> None:
    frisian = staff.edited("uitnodiging.docx", lambda one: one.add_paragraph("Fan herte wolkom."))
    item = staff.put("uitnodiging (Drenthe).docx", frisian)
    staff.put("uitnodiging (Fryslân).docx", b"stuk")
    staff.tour.round(1)
    assert staff.columns(item) == ("In orde (Uitnodiging)", "")
    staff.hands.ask_wave()
    staff.tour.round(1)
    _, wave = staff.hands.find("Golven", Title="Golf uitnodiging")
    assert wave["Stand"] == "Kan niet: zie melding" and "uitnodiging (Fryslân).docx" in wave["Melding"]

    staff.put("uitnodiging (Fryslân).docx", frisian)
    wish, _ = staff.hands.find("Golven", Title="Golf uitnodiging")
    staff.hands.edit("Golven", wish, "planner", Opdracht="Maak proef")
    staff.tour.round(1)
    (folder,) = staff.hands.proofs("")
    letters = [one for one in staff.hands.proofs(folder) if one.startswith("OTWB-")]
    document = staff.tour.sealed(letters[0].rpartition(".")[0])
    assert docx.Document(io.BytesIO(document)).paragraphs[-1].text == "Fan herte wolkom."


def test_staff_write_the_mail_in_word(staff: Templates) -> None:
    def thank(document: Any) -> None:
        document.paragraphs[0].text = "Onderwerp: Kom langs in {{ naam }}"
        document.paragraphs[2].text = "Wij zien uit naar uw antwoord & groeten u."

    staff.put("mail-uitnodiging.docx", staff.edited("mail-uitnodiging.docx", thank))
    item, _ = staff.hands.find("Golven", Title="Golf uitnodiging")
    staff.hands.edit("Golven", item, "planner", Opdracht="Maak proef")
    staff.tour.round(1)
    with staff.tour.app.journal.begin() as tx:
        letters = waves.letters(tx, 1)
    for one in letters:
        name = staff.tour.app.institutions[one.code].name
        assert one.subject == f"Kom langs in {name} [{one.kenmerk}]"
        assert "\n\nWij zien uit naar uw antwoord & groeten u.\n\n" in one.text
        assert "Wij zien uit naar uw antwoord &amp; groeten u.</p>" in one.html
