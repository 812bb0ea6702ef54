"""The register on a running tour: people's values stand above a file's, and a herindeling is lived through."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.engagement.history import explain
from bot.errors import DataError
from bot.jobs.figures import rows
from bot.jobs.register.comparing import Comparison
from bot.jobs.register.importing import import_file
from bot.jobs.site.read import SiteReader
from bot.jobs.site.write import write
from bot.models.actor import Operator
from bot.models.contact import AddressState
from bot.reports.figures import figures
from bot.store import contacts, events, register

HEAD = "cbs_code;role;initials;last_name;address_form;email;phone\n"


@pytest.fixture(scope="module")
def tour(own_tour: Callable[..., Any]) -> Any:
    """One tour for the tests below; each takes another municipality."""
    return own_tour()


def deliver(tour: Any, text: str, name: str = "lijst.csv", dry_run: bool = False) -> Comparison:
    """The administrator imports a table."""
    path = Path(tour.folder) / name
    path.write_text(text, encoding="utf-8")
    SiteReader(tour.app).read()
    found = import_file(tour.app, path, Operator("test", "localhost"), dry_run)
    write(tour.app)
    return found


def told(found: Comparison) -> list[tuple[str, str]]:
    return [(line.what, line.code) for line in found.lines]


def mayors(tour: Any, code: str) -> list[dict[str, Any]]:
    rows = [one["fields"] for one in tour.hands.items("Contacten")]
    return [row for row in rows if (row["CbsCode"], row["Rol"]) == (code, "burgemeester")]


def row(code: str, name: str, email: str, role: str = "burgemeester") -> str:
    return f"{HEAD}{code};{role};Q.;{name};;{email};0592-{len(name)}\n"


def test_a_successor_gets_an_item_and_who_left_is_marked(tour: Any) -> None:
    table = row("GM0106", "Zuiderhof", "q.zuiderhof@assen.example")
    assert told(deliver(tour, table, dry_run=True)) == [("successor", "GM0106")]
    assert len(mayors(tour, "GM0106")) == 1
    assert told(deliver(tour, table)) == [("successor", "GM0106")]
    old, new = mayors(tour, "GM0106")
    assert (old["Adresstand"], new["Adresstand"]) == ("vertrokken", "in orde")
    assert old["Voorstel"].startswith("Opgevolgd door Q. Zuiderhof <q.zuiderhof@assen.example>")
    assert new["Achternaam"] == "Zuiderhof"
    with tour.app.journal.begin() as tx:
        line = explain(events.of_institution(tx, "GM0106"))[-1]
    assert "gegevens uit een bestand vergeleken: uitkomst opvolger, rol burgemeester" in line.replace(";", "")
    assert "bestand lijst.csv" in line and "Zuiderhof" not in line


def test_the_same_file_again_changes_nothing_and_says_since_when(tour: Any) -> None:
    table = row("GM0109", "Nieuwenhof", "q.nieuwenhof@coevorden.example")
    deliver(tour, table)
    with tour.app.journal.begin() as tx:
        before = register.revision(tx)
        kept = register.last(tx, "contacts")
    again = deliver(tour, table, "andere naam.csv")
    assert (again.lines, again.same_since) == ((), kept.at if kept else None)
    with tour.app.journal.begin() as tx:
        assert register.revision(tx) == before
    assert kept is not None and kept.name == "lijst.csv" and len(kept.sha256) == 64
    assert b"nieuwenhof" in kept.snapshot


def test_what_people_typed_stands_and_the_file_becomes_a_proposal(tour: Any) -> None:
    item, _ = tour.hands.find("Contacten", Email="burgemeester@hoogeveen.example")
    tour.hands.edit("Contacten", item, "coordinator", Email="mijn@hoogeveen.example")
    deliver(tour, row("GM0118", "Oosterhof", "q.oosterhof@hoogeveen.example"))
    fields = tour.hands.fields("Contacten", item)
    assert (fields["Email"], fields["Adresstand"]) == ("mijn@hoogeveen.example", "in orde")
    assert fields["Voorstel"].startswith("Volgens de aangeleverde contacten is het nu Q. Oosterhof")
    assert len(mayors(tour, "GM0118")) == 1
    tour.round(1)
    assert tour.hands.fields("Contacten", item)["Voorstel"] == fields["Voorstel"]


def test_an_entry_that_a_person_checked_is_theirs_whole(tour: Any) -> None:
    item, before = tour.hands.find("Contacten", Email="burgemeester@emmen.example")
    tour.hands.edit("Contacten", item, "coordinator", Gecontroleerd="2026-09-07")
    same = before["Achternaam"]
    deliver(tour, f"{HEAD}GM0114;burgemeester;;{same};;burgemeester@emmen.example;0591-999999\n")
    after = tour.hands.fields("Contacten", item)
    assert "Telefoon" not in before and "Telefoon" not in after
    assert after["Voorstel"] == "Volgens de aangeleverde contacten: telefoon '0591-999999'."


def test_whom_a_person_took_out_does_not_come_back(tour: Any) -> None:
    first = row("GM1699", "Westerhof", "q.westerhof@noordenveld.example", "wethouder")
    deliver(tour, first)
    item, _ = tour.hands.find("Contacten", Email="q.westerhof@noordenveld.example")
    tour.hands.remove("Contacten", item, "coordinator")
    more = f"{first}GM1699;wethouder;A.;Anders;;a.anders@noordenveld.example;\n"
    assert told(deliver(tour, more)) == [("new", "GM1699"), ("left out", "GM1699")]
    emails = [one["fields"]["Email"] for one in tour.hands.items("Contacten")]
    assert "a.anders@noordenveld.example" in emails
    assert "q.westerhof@noordenveld.example" not in emails


def test_a_bounced_address_asks_for_another_and_is_good_again_once_mended(tour: Any) -> None:
    item, _ = tour.hands.find("Contacten", Email="griffie@meppel.example")
    with tour.app.journal.begin() as tx:
        contacts.mark_address(tx, "griffie@meppel.example", AddressState.BOUNCED)
    tour.round(1)
    assert tour.hands.fields("Contacten", item)["Voorstel"].startswith("Mail aan dit adres komt niet aan.")
    tour.hands.edit("Contacten", item, "coordinator", Telefoon="0522-1")
    tour.round(1)
    assert tour.hands.fields("Contacten", item)["Adresstand"] == "onbestelbaar"
    tour.hands.edit("Contacten", item, "coordinator", Email="raad@meppel.example")
    tour.rounds(2)
    fields = tour.hands.fields("Contacten", item)
    assert fields["Adresstand"] == "in orde" and "Voorstel" not in fields


def test_who_opted_out_has_done_so_under_a_new_address_too(tour: Any) -> None:
    item, _ = tour.hands.find("Contacten", Email="griffie@tynaarlo.example")
    with tour.app.journal.begin() as tx:
        contacts.mark_address(tx, "griffie@tynaarlo.example", AddressState.OPTED_OUT)
    tour.round(1)
    tour.hands.edit("Contacten", item, "coordinator", Email="raad@tynaarlo.example", Gecontroleerd="2026-09-07")
    tour.rounds(2)
    assert tour.hands.fields("Contacten", item)["Adresstand"] == "afgemeld"


def test_a_name_without_address_gets_an_item_that_asks_for_it(tour: Any) -> None:
    head = "Organisatie (onderdeel);Naam;Functie;Resource identifier v5.0 organisatie\n"
    tooi = "https://identifier.overheid.nl/tooi/id/gemeente/gm1680"
    item, _ = tour.hands.find("Contacten", Email="burgemeester@aa-en-hunze.example")
    tour.hands.remove("Contacten", item, "coordinator")
    deliver(tour, f"{head}Gemeente Aa en Hunze;Mevr. N. ten Adres;Burgemeester;{tooi}\n")
    (fields,) = mayors(tour, "GM1680")
    assert fields["Voorstel"] == "Vul het e-mailadres in: zonder adres krijgt deze persoon geen brief."
    assert (fields["Voorvoegsel"], fields["Achternaam"], fields["Aanspreekvorm"]) == ("ten", "Adres", "mevrouw")
    item, _ = tour.hands.find("Contacten", CbsCode="GM1680", Rol="burgemeester")
    tour.hands.edit("Contacten", item, "coordinator", Email="n.tenadres@aa-en-hunze.example")
    tour.rounds(2)
    assert "Voorstel" not in tour.hands.fields("Contacten", item)
    with tour.app.journal.begin() as tx:
        known = [one for one in contacts.of_institution(tx, "GM1680") if one.last_name == "Adres"]
    assert [one.usable for one in known] == [True]


def test_a_second_item_for_the_same_person_is_told_and_not_taken(tour: Any) -> None:
    _, fields = tour.hands.find("Contacten", Email="griffie@westerveld.example")
    copy = {name: fields[name] for name in ("CbsCode", "Rol", "Achternaam", "Email") if name in fields}
    item = tour.hands.add("Contacten", "coordinator", copy)
    tour.round(1)
    assert tour.hands.fields("Contacten", item)["Voorstel"].startswith("Deze persoon staat al in de lijst")
    with tour.app.journal.begin() as tx:
        there = [one for one in contacts.of_institution(tx, "GM1701") if one.email == "griffie@westerveld.example"]
    assert len(there) == 1


def test_a_file_with_a_fault_changes_nothing(tour: Any) -> None:
    with tour.app.journal.begin() as tx:
        before = contacts.by_id(tx), register.revision(tx)
    good = row("GM1730", "Zeelenhof", "q.zeelenhof@tynaarlo.example")
    with pytest.raises(DataError, match="row 3, email: 'x@@' is not a valid address"):
        deliver(tour, f"{good}GM1731;burgemeester;;X;;x@@;\n")
    with tour.app.journal.begin() as tx:
        assert (contacts.by_id(tx), register.revision(tx)) == before


MERGED = "cbs_code;valid_to;successor\nGM0106;9-9-2026;GM0109\n"


def test_a_herindeling(make_tour: Callable[..., Any], town_type: Any) -> None:
    tour = make_tour()
    tour.sent()
    assen, coevorden = town_type(tour, "GM0106", "assen"), town_type(tour, "GM0109", "coevorden")
    assert told(deliver(tour, MERGED, "herindeling.csv")) == [("ended", "GM0106")]
    assert "Houdt op 09-09-2026 op te bestaan en gaat op in Coevorden." in assen.fields()["Melding"]
    assert len(rows(tour.app)) == 12

    tour.wait(2 * 24 * 60)
    assen.writes("Optie 2 komt ons goed uit.")
    assert assen.fields()["Status"] == "Aangeschreven"
    assert assen.waiting() == []
    (mail,) = coevorden.waiting()
    assert mail["Melding"].startswith("Assen is op 09-09-2026 opgegaan in Coevorden.")
    assert "Assen is op 09-09-2026 opgegaan in Coevorden." in assen.fields()["Melding"]
    assert "Hierin gaat Assen op (09-09-2026)." in coevorden.fields()["Melding"]

    report = figures(rows(tour.app), tuple(tour.app.institutions.values()), tour.app.today())
    assert (report.total, dict(report.provinces)["Drenthe"].municipalities) == (11, 11)
    with tour.app.journal.begin() as tx:
        causes = [one["cause"].get("file") for one in events.of_institution(tx, "GM0106")]
    assert "herindeling.csv" in causes
    assert tour.again().institutions["GM0106"].successor == "GM0109"


def test_a_new_municipality_and_another_name_are_in_the_list_after_the_next_round(
    make_tour: Callable[..., Any],
) -> None:
    tour = make_tour()
    service = tour.app  # it runs on while the administrator imports
    tour.round()
    tour.app = tour.again()
    found = deliver(tour, "cbs_code;name;province\nGM9999;Nieuwveen;Drenthe\nGM0106;Assen-Rolde;\n", "nieuw.csv")
    assert told(found) == [("new", "GM9999"), ("renamed", "GM0106")]
    tour.app = service
    tour.round(1)
    assert service.institutions["GM0106"].aliases == ("Assen",)
    item, fields = tour.hands.find("Gemeenten", CbsCode="GM9999")
    assert (fields["Title"], fields["Status"]) == ("Nieuwveen", "Nog te benaderen")
    assert tour.hands.find("Gemeenten", CbsCode="GM0106")[1]["Title"] == "Assen-Rolde"
    report = figures(rows(service), tuple(service.institutions.values()), service.today())
    assert report.total == 13


def test_a_letter_to_who_ended_before_it_left_drops_out(make_tour: Callable[..., Any]) -> None:
    tour = make_tour()
    tour.approved()
    deliver(tour, MERGED.replace("9-9-2026", "7-9-2026"), "herindeling.csv")
    tour.wait(16)
    tour.rounds(2)
    assert len([one for one in tour.letters() if any("@assen.example" in to for to in one["to"])]) == 0
    assert len([one for one in tour.letters() if one["to"]]) >= 11
