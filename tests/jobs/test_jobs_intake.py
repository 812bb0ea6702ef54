"""Files that staff drop into Aanleveren: answered in the round, taken over when a person says so, once."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from bot.m365.drive import SMALL
from bot.models.actor import Person
from bot.store import contacts, events, register

HEAD = ("cbs_code", "role", "initials", "last_name", "email", "phone")


def sheet(*rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> bytes:
    """A workbook as Excel saves it."""
    book = openpyxl.Workbook()
    for row in (head, *rows):
        book.active.append(row)  # type: ignore[union-attr]
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


class Intake:
    """The folder as staff use it."""

    def __init__(self, tour: Any) -> None:
        self.tour, self.hands = tour, tour.hands

    def drop(self, name: str, content: bytes, role: str = "planner") -> str:
        """A person puts a file there; its list item."""
        path = f"{self.hands.site_path()}/drive/root:/Aanleveren/{name}"
        if len(content) > SMALL:  # by an upload session
            self.tour.app.library.upload("Aanleveren", name, content)
        else:
            answer = self.hands.tenant.graph("PUT", f"{path}:/content", data=content, token=self.hands.token(role))
            assert answer.status_code in (200, 201), answer.text
        found = self.hands.tenant.graph("GET", f"{path}:/listItem").json()
        return str(found["id"])

    def names(self) -> list[str]:
        """What is in the folder."""
        path = f"{self.hands.site_path()}/drive/root:/Aanleveren:/children"
        return [one["name"] for one in self.hands.tenant.graph("GET", path).json()["value"]]

    def content(self, name: str) -> bytes:
        """A file of the folder."""
        path = f"{self.hands.site_path()}/drive/root:/Aanleveren/{name}:/content"
        answer = self.hands.tenant.graph("GET", path)
        while answer.status_code == 302:
            answer = self.hands.tenant.session.get(answer.headers["Location"], timeout=30)
        return bytes(answer.content)

    def ask(self, item: str, value: str = "Toepassen", role: str = "coordinator") -> None:
        """A person sets Opdracht."""
        self.hands.edit("Documenten", item, role, Opdracht=value)

    def fields(self, item: str) -> dict[str, Any]:
        """The columns of a file."""
        return dict(self.hands.fields("Documenten", item))

    def emails(self, code: str) -> list[str]:
        """Who is known of a municipality."""
        with self.tour.app.journal.begin() as tx:
            return [one.email for one in contacts.of_institution(tx, code)]

    def revision(self) -> int:
        """How many files were taken over."""
        with self.tour.app.journal.begin() as tx:
            return register.revision(tx)


@pytest.fixture(scope="module")
def intake(own_tour: Callable[..., Any]) -> Intake:
    """One tenant for the tests below; each takes another municipality."""
    return Intake(own_tour())


def test_a_file_is_answered_with_the_difference_and_taken_over_when_asked(intake: Intake) -> None:
    before = intake.emails("GM0106")
    item = intake.drop("assen.xlsx", sheet(("GM0106", "wethouder", "W.", "Hof", "w.hof@assen.example", 592123456)))
    intake.tour.round(1)
    fields = intake.fields(item)
    assert fields["Controle"] == "In orde" and "Fouten" not in fields
    assert fields["Melding"].startswith("1 nieuw. Zie 'assen - verschillen.xlsx'. Kies bij Opdracht: Toepassen")
    assert intake.emails("GM0106") == before
    book = openpyxl.load_workbook(io.BytesIO(intake.content("assen - verschillen.xlsx")))
    rows = list(book["Verschillen"].iter_rows(values_only=True))
    assert rows[1][:5] == ("nieuw", "GM0106", "Assen", "wethouder", "W. Hof <w.hof@assen.example>")

    intake.ask(item)
    intake.tour.round(1)
    fields = intake.fields(item)
    assert (fields["Controle"], fields.get("Opdracht")) == ("Overgenomen", None)
    assert "1 nieuw" in fields["Melding"] and "Klokkenberg" in fields["Melding"]
    assert intake.emails("GM0106") == [*before, "w.hof@assen.example"]
    added, _ = intake.hands.find("Contacten", Email="w.hof@assen.example")
    assert intake.hands.fields("Contacten", added)["Telefoon"] == "0592123456"
    with intake.tour.app.journal.begin() as tx:
        last = events.latest(tx, "register")
        kept = register.last(tx, "contacts")
    assert last is not None and last["cause"]["file"] == "assen.xlsx"
    assert kept is not None and isinstance(kept.actor, Person)

    revision = intake.revision()
    intake.tour.rounds(3)
    assert intake.fields(item) == fields and intake.revision() == revision
    intake.ask(item)
    intake.tour.round(1)
    assert intake.fields(item)["Melding"].startswith("Niets gewijzigd: deze inhoud is al overgenomen")
    assert intake.revision() == revision


def test_a_quiet_round_writes_nothing_there(intake: Intake) -> None:
    intake.drop("stil.csv", b"cbs_code;role;email\nGM0109;griffier;griffie@coevorden.example\n")
    intake.tour.rounds(2)
    versions = [one["eTag"] for one in intake.hands.items("Documenten")]
    intake.tour.rounds(2)
    assert [one["eTag"] for one in intake.hands.items("Documenten")] == versions


def test_asked_for_at_once_it_is_taken_over_with_the_difference_beside_it(intake: Intake) -> None:
    item = intake.drop("emmen.xlsx", sheet(("GM0114", "wethouder", "W.", "Snel", "w.snel@emmen.example", "")))
    intake.ask(item)
    intake.tour.round(1)
    assert intake.fields(item)["Controle"] == "Overgenomen"
    assert "w.snel@emmen.example" in intake.emails("GM0114")
    assert "emmen - verschillen.xlsx" in intake.names()


def test_what_changed_after_the_check_is_checked_again_first(intake: Intake) -> None:
    item = intake.drop("hoogeveen.xlsx", sheet(("GM0118", "wethouder", "", "Een", "een@hoogeveen.example", "")))
    intake.tour.round(1)
    intake.drop("hoogeveen.xlsx", sheet(("GM0118", "wethouder", "", "Twee", "twee@hoogeveen.example", "")))
    intake.ask(item)
    intake.tour.round(1)
    fields = intake.fields(item)
    assert fields["Melding"].startswith("Het bestand is gewijzigd na de controle") and "Opdracht" not in fields
    assert not {"een@hoogeveen.example", "twee@hoogeveen.example"} & set(intake.emails("GM0118"))
    intake.ask(item)
    intake.tour.round(1)
    assert "twee@hoogeveen.example" in intake.emails("GM0118")


def with_macros() -> bytes:
    content = io.BytesIO(sheet(("GM0119", "wethouder", "", "M", "m@meppel.example", "")))
    with zipfile.ZipFile(content, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")
    return content.getvalue()


def bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", bytes(100_000_000))
    return content.getvalue()


TWO = (("GM0119", "griffier", "", "A", "a@m.example", ""), ("GM0119", "griffier", "", "B", "b@m.example", ""))
UNKNOWN = ("GM9999", "griffier", "", "X", "x@y.example", "")
ROW = ("GM0119", "wethouder", "", "Goed", "goed@meppel.example", "")
BROKEN = [
    ("rijfout.xlsx", sheet(ROW, UNKNOWN), "Rij 3, cbs_code: GM9999 staat niet"),
    ("twee.xlsx", sheet(*TWO),
     "heeft een tweede griffier (rij 2)"),
    ("kolom.xlsx", sheet(ROW[:2], head=HEAD[:2]), "Kolom email ontbreekt"),
    ("macro.xlsx", with_macros(), "Er zitten macro's in"),
    ("wachtwoord.xlsx", b"\xd0\xcf\x11\xe0" + bytes(2000), "Er zit een wachtwoord op"),
    ("bom.xlsx", bomb(), "Uitgepakt is dit meer dan"),
    ("kapot.xlsx", sheet(ROW)[:3000], "geen leesbaar xlsx-bestand"),
    ("tekst.xlsx", b"cbs_code;role;email\n", "geen leesbaar xlsx-bestand"),
    ("groot.csv", bytes(20_000_001), "Groter dan 20 MB; laat de beheerder"),
    ("brief.docx", b"PK\x03\x04" + bytes(200), "Office-bestand"),
    ("export.xml", b"<rss/>", "geen export van het Register"),
    ("half.xml", b'<p:a xmlns:p="https://organisaties.overheid.nl/static/schema/oo/export/2.6.9"><p:o', "breekt af"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "says"), BROKEN, ids=[one[0] for one in BROKEN])
def test_a_broken_file_gets_a_line_and_changes_nothing(intake: Intake, name: str, content: bytes, says: str) -> None:
    before = intake.emails("GM0119"), intake.revision()
    item = intake.drop(name, content)
    intake.ask(item)
    intake.tour.round(1)
    fields = intake.fields(item)
    assert (fields["Controle"], fields["Melding"]) == ("Niet in orde", "Er is niets overgenomen.")
    assert says in fields["Fouten"] and "Opdracht" not in fields
    assert (intake.emails("GM0119"), intake.revision()) == before
    assert f"{name.rpartition('.')[0]} - verschillen.xlsx" not in intake.names()


def test_a_mended_file_is_good(intake: Intake) -> None:
    item = intake.drop("mendable.xlsx", sheet(UNKNOWN))
    intake.tour.round(1)
    assert intake.fields(item)["Controle"] == "Niet in orde"
    intake.drop("mendable.xlsx", sheet(("GM1681", "wethouder", "", "Borg", "borg@borger-odoorn.example", "")))
    intake.tour.round(1)
    fields = intake.fields(item)
    assert fields["Controle"] == "In orde" and "Fouten" not in fields


def test_an_order_that_does_not_exist_is_told(intake: Intake) -> None:
    item = intake.drop("order.xlsx", sheet(("GM1699", "wethouder", "", "Roden", "roden@noordenveld.example", "")))
    intake.tour.round(1)
    intake.hands.add_choice("Documenten", "Opdracht", "Weggooien")
    intake.ask(item, "Weggooien")
    intake.tour.round(1)
    assert "bestaat niet; kies een van: Toepassen" in intake.fields(item)["Fouten"]


def test_a_formula_in_a_file_does_not_run_in_the_difference(intake: Intake) -> None:
    table = b"cbs_code;role;initials;last_name;email\nGM1701;wethouder;=1+1;Hof;w@westerveld.example\n"
    intake.drop("formule.csv", table)
    intake.tour.round(1)
    book = openpyxl.load_workbook(io.BytesIO(intake.content("formule - verschillen.xlsx")))
    cells = [cell for row in book["Verschillen"].iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=1+1") for cell in cells)
    assert not [cell.value for cell in cells if cell.data_type == "f"]


def test_a_crash_between_taking_over_and_answering_leaves_it_taken_once(intake: Intake) -> None:
    tour = intake.tour
    item = intake.drop("crash.xlsx", sheet(("GM1730", "wethouder", "", "Vries", "vries@tynaarlo.example", "")))
    tour.round(1)
    intake.ask(item)
    graph, plain = tour.app.graph, tour.app.graph.batch

    def dies(parts: Any) -> Any:
        if any(part.method == "PATCH" and part.path.endswith(f"/items/{item}/fields") for part in parts):
            raise KeyboardInterrupt
        return plain(parts)

    graph.batch = dies
    with pytest.raises(KeyboardInterrupt):
        tour.round(1)
    graph.batch = plain
    assert intake.emails("GM1730").count("vries@tynaarlo.example") == 1
    revision = intake.revision()
    tour.again()
    tour.rounds(2)
    fields = intake.fields(item)
    assert fields["Controle"] == "Overgenomen" and "Opdracht" not in fields
    assert "1 nieuw" in fields["Melding"]
    assert (intake.emails("GM1730").count("vries@tynaarlo.example"), intake.revision()) == (1, revision)


def test_a_file_that_somebody_has_open_waits(intake: Intake) -> None:
    tour = intake.tour
    item = intake.drop("open.xlsx", sheet(("GM1731", "wethouder", "", "Beilen", "beilen@midden-drenthe.example", "")))
    graph, plain = tour.app.graph, tour.app.graph.batch

    def locked(parts: Any) -> Any:
        from bot.m365.graph import Result

        mine = [part.method == "PATCH" and part.path.endswith(f"/items/{item}/fields") for part in parts]
        return [Result(423, {"error": {"code": "resourceLocked"}})] if mine == [True] else plain(parts)

    graph.batch = locked
    tour.round(1)
    assert "Controle" not in intake.fields(item)
    graph.batch = plain
    tour.round(1)
    assert intake.fields(item)["Controle"] == "In orde"
