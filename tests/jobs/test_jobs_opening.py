"""A tour that is already under way is taken over: what the table says stands, and people's words stand above it."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from bot.app import build
from bot.config import load
from bot.engagement.history import explain
from bot.errors import DataError
from bot.jobs.figures import rows
from bot.jobs.opening import Taken, import_opening
from bot.models.actor import Operator
from bot.models.engagement import Engagement
from bot.models.status import Status
from bot.models.wave import WaveState
from bot.store import engagements, events, waves

WHO = Operator("beheer", "kantoor", "m.planting@weerbaarbestuur.example")
HEAD = ("Gemeente", "Status", "Datum", "Toelichting")
ROWS = [
    ("Assen", "Aangeschreven", date(2026, 5, 1), "brief van mei"),
    ("Gemeente Coevorden", "aangeschreven", "1-5-2026", None),
    ("GM0114", "Aangeschreven", "1 mei 2026", None),
    ("hoogeveen", "AANGESCHREVEN", None, None),
    ("Meppel", "invited", date(2026, 5, 1), None),
]


def book(path: Path, *rows: tuple[Any, ...]) -> Path:
    """A workbook as the team kept it."""
    made = Workbook()
    for row in (HEAD, *rows):
        made.active.append(row)
    made.save(path)
    return path


def sheet(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A CSV as Excel saves it."""
    path.write_bytes(text.encode(encoding))
    return path


def standing(tour: Any, code: str) -> Engagement:
    """How the journal says that it stands."""
    with tour.app.journal.begin() as tx:
        return engagements.get(tx, code)


def figures(tour: Any) -> dict[str, int]:
    """The statuses of the report."""
    return dict(Counter(row.status.value for row in rows(tour.app)))


@pytest.fixture
def alone(tmp_path: Path) -> Any:
    """The application without a tenant."""
    return build(load(overrides=[f"store.url=sqlite:///{tmp_path}/journal.sqlite"]))


def test_who_was_written_to_gets_no_first_letter_and_the_list_shows_it(tour: Any, tmp_path: Path) -> None:
    file = book(tmp_path / "tour.xlsx", *ROWS)
    done = import_opening(tour.app, file, WHO)
    assert len(done.set) == 5 and not done.kept
    tour.round(1)
    assen = tour.hands.find("Gemeenten", CbsCode="GM0106")[1]
    assert (assen["Status"], assen["Toelichting"]) == ("Aangeschreven", "brief van mei")
    with tour.app.journal.begin() as tx:
        line = explain(events.of_institution(tx, "GM0106"))[-1]
    assert "beginstand" in line and "tour.xlsx" in line and "m.planting@" in line and "Aangeschreven" in line
    wave = tour.hands.fields("Golven", tour.asked())
    assert (wave["Aantal"], wave["Uitzonderingen"]) == (7, 5)
    with tour.app.journal.begin() as tx:
        planned = waves.in_state(tx, list(WaveState))[0]
        left_out = {one["code"]: one["reason"] for one in waves.facts(tx, planned.id)["exclusions"]}
    assert left_out == dict.fromkeys(done.set, "al aangeschreven")


def test_the_figures_follow_and_the_same_file_again_is_no_news(tour: Any, tmp_path: Path) -> None:
    file = book(tmp_path / "tour.xlsx", *ROWS, ("Borger-Odoorn", "Bijeenkomst gehouden", "3-6-2026", None))
    import_opening(tour.app, file, WHO)
    told = figures(tour)
    assert (told["invited"], told["session_held"], told["to_approach"]) == (5, 1, 6)
    again = import_opening(tour.again(), file, WHO)
    assert again == Taken(unchanged=tuple(again.unchanged)) and len(again.unchanged) == 6
    corrected = book(tmp_path / "tour.xlsx", *ROWS, ("Borger-Odoorn", "Afgerond", "3-6-2026", None))
    assert import_opening(tour.app, corrected, WHO).set == ("GM1681",)
    assert figures(tour)["completed"] == 1 and standing(tour, "GM1681").session_held


def test_the_same_file_again_takes_nothing_back_of_what_happened_since(tour: Any, tmp_path: Path) -> None:
    file = sheet(tmp_path / "tour.csv", "gemeente;status\nAssen;Aangeschreven\nEmmen;Nog te benaderen\n")
    import_opening(tour.app, file, WHO)
    tour.round(1)
    tour.hands.edit("Gemeenten", tour.hands.find("Gemeenten", CbsCode="GM0106")[0], "caller", Status="Geen interesse")
    tour.round(1)
    assert not import_opening(tour.app, file, WHO).set
    assert standing(tour, "GM0106").status is Status.DECLINED


def test_what_a_person_set_in_the_list_stands_and_the_file_becomes_the_proposal(tour: Any, tmp_path: Path) -> None:
    item = tour.hands.find("Gemeenten", CbsCode="GM0106")[0]
    tour.hands.edit("Gemeenten", item, "caller", Status="Geen interesse", Toelichting="gebeld op maandag")
    tour.round(1)
    file = book(tmp_path / "tour.xlsx", ROWS[0])
    assert import_opening(tour.app, file, WHO) == Taken(kept=("GM0106",))
    assert import_opening(tour.app, file, WHO) == Taken(unchanged=("GM0106",))
    tour.round(1)
    fields = tour.hands.fields("Gemeenten", item)
    assert (fields["Status"], fields["Toelichting"]) == ("Geen interesse", "gebeld op maandag")
    assert fields["Voorstel"] == "Aangeschreven\nToelichting: brief van mei"
    tour.hands.edit("Gemeenten", item, "caller", Toelichting="gebeld, en brief van mei", Status="In belactie")
    tour.rounds(2)
    fields = tour.hands.fields("Gemeenten", item)
    assert "Voorstel" not in fields and fields["Toelichting"] == "gebeld, en brief van mei"


def test_a_word_that_a_person_took_out_of_toelichting_does_not_come_back(tour: Any, tmp_path: Path) -> None:
    import_opening(tour.app, book(tmp_path / "tour.xlsx", ROWS[0]), WHO)
    tour.round(1)
    item, fields = tour.hands.find("Gemeenten", CbsCode="GM0106")
    assert fields["Toelichting"] == "brief van mei"
    tour.hands.edit("Gemeenten", item, "caller", Toelichting=None)
    tour.round(1)
    tour.hands.edit("Gemeenten", item, "caller", Status="In belactie")
    tour.rounds(2)
    assert "Toelichting" not in tour.hands.fields("Gemeenten", item)


def test_an_older_day_than_what_the_bot_saw_itself_is_a_proposal(tour: Any, tmp_path: Path) -> None:
    tour.sent()
    file = sheet(tmp_path / "t.csv", "gemeente,status,datum\nAssen,Geen interesse,1-5-2026\nEmmen,Geen interesse,\n")
    assert import_opening(tour.app, file, WHO) == Taken(set=("GM0114",), kept=("GM0106",))
    assert standing(tour, "GM0106").proposal == "Geen interesse"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("gemeente;status;toelichting\nAssen;Aangeschreven;hé\n", "utf-8-sig"),
        ("Gemeente;Status;Toelichting\r\nAssen;Aangeschreven;hé\r\n", "cp1252"),
        ("cbs_code\tstatus\ttoelichting\n0106\tinvited\thé\n", "utf-16"),
        ("CBS-code,Status,Toelichting\n106,invited,hé\n", "utf-8"),
    ],
)
def test_a_table_is_read_as_it_was_saved(tmp_path: Path, alone: Any, text: str, encoding: str) -> None:
    assert import_opening(alone, sheet(tmp_path / "t.csv", text, encoding), WHO).set == ("GM0106",)
    with alone.journal.begin() as tx:
        assert events.of_institution(tx, "GM0106")[-1]["data"]["note"] == "hé"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("naam;status\nAssen;invited\n", "no column gemeente or cbs_code"),
        ("gemeente;status\n", "holds no row"),
        ("gemeente;status\nAssen;invited\nAsse;invited\n", "row 3: unknown municipality 'Asse', or more than one; did"),
        ("gemeente;status\nAssen;invited\nNergenshuizen;invited\n", "'Nergenshuizen', or more than one; give its code"),
        ("gemeente;status\nAssen;invited\nEmmen;misschien\n", "row 3: unknown status 'misschien'"),
        ("gemeente;gemeente;status\nAssen;Assen;invited\n", "column gemeente stands"),
    ],
)
def test_a_fault_is_one_line_and_nothing_is_done(tmp_path: Path, alone: Any, text: str, words: str) -> None:
    with pytest.raises(DataError) as caught:
        import_opening(alone, sheet(tmp_path / "t.csv", text), WHO)
    assert words in str(caught.value) and "t.csv" in str(caught.value) and "\n" not in str(caught.value)
    with alone.journal.begin() as tx:
        assert events.of_kind(tx, "imported") == []


def test_a_name_is_whole_or_it_is_not_taken(tmp_path: Path, alone: Any) -> None:
    text = "gemeente;status\nUtrecht;invited\nprovincie Utrecht;later\n's-Hertogenbosch;invited\nDen Haag;invited\n"
    done = import_opening(alone, sheet(tmp_path / "t.csv", text), WHO)
    assert done.set == ("GM0344", "PV26", "GM0796", "GM0518")
