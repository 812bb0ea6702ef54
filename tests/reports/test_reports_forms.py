"""The same figures in every form: terminal, JSON, workbook, page, digest."""

import json
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rich.console import Console
from selectolax.parser import HTMLParser

from bot.cli.report import run
from bot.errors import DataError
from bot.models.institution import Institution, Kind
from bot.models.status import Status
from bot.register.municipalities import read_institutions
from bot.reports.digest import Agenda, Waiting, digest
from bot.reports.dutch import HEADS, percent
from bot.reports.figures import Report, Row, figures
from bot.reports.groups import GROUPS, group_of
from bot.reports.page import page
from bot.reports.tour_map import HEIGHT, WIDTH, spots
from bot.reports.xlsx import xlsx

DAY = date(2026, 3, 3)
S = Status
ROWS = [
    Row("GM0106", S.TALK_HELD),
    Row("GM0114", S.COMPLETED, session_held=True),
    Row("GM0119", S.CALLING),
    Row("GM0687", S.DECLINED),
    Row("GM0715", S.TO_APPROACH),
]


@pytest.fixture
def report(country: list[Institution]) -> Report:
    return figures(ROWS, country, DAY)


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(21, 56, "37,5 %"), (16, 50, "32 %"), (19, 26, "73 %"), (11, 25, "44 %"), (10, 12, "83 %"), (1, 8, "12,5 %"),
     (0, 5, "0 %"), (5, 5, "100 %"), (1, 200, "0,5 %"), (0, 0, "–")],
)  # fmt: skip
def test_percents_read_as_in_the_article(part: int, whole: int, text: str) -> None:
    assert percent(part, whole) == text


def test_the_terminal_shows_provinces_and_a_total(country: list[Institution]) -> None:
    out = StringIO()
    run(country, ROWS, DAY, False, None, None, Console(file=out, width=120))
    words = [line.replace("│", " ").split() for line in out.getvalue().splitlines()]
    assert ["Drenthe", "3", "3", "2", "67", "%", "1", "1", "0"] in words
    assert ["Totaal", "5", "4", "2", "40", "%", "1", "1", "1"] in words


def test_the_table_is_whole_on_a_terminal_of_80_columns() -> None:
    out = StringIO()
    root = Path(__file__).resolve().parents[2] / "config"
    everyone = read_institutions(root / "municipalities.csv", root / "provinces.csv")
    rows = [Row(one.code, S.INVITED) for one in everyone if one.kind is Kind.GEMEENTE]
    run(everyone, rows, DAY, False, None, None, Console(file=out, width=80))
    assert "…" not in out.getvalue() and "Noord-Brabant" in out.getvalue()
    for word in " ".join(HEADS).split():
        assert word in out.getvalue()


def test_json_is_one_document_whatever_the_width(country: list[Institution], report: Report) -> None:
    out = StringIO()
    run(country, ROWS, DAY, True, None, None, Console(file=out, width=20))
    assert json.loads(out.getvalue()) == report.as_json()


def test_files_are_written_where_asked(tmp_path: Path, country: list[Institution]) -> None:
    run(country, ROWS, DAY, True, tmp_path / "r.xlsx", tmp_path / "r.html", Console(file=StringIO()))
    book = load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == ["Per provincie", "Alle standen", "Gemeenten", "Toelichting"]
    assert (tmp_path / "r.html").read_text().startswith("<!doctype html>")


def test_a_path_that_cannot_be_written_is_one_line(tmp_path: Path, country: list[Institution]) -> None:
    with pytest.raises(DataError, match=r"r\.html: cannot be written \(No such file or directory\)"):
        run(country, ROWS, DAY, True, None, tmp_path / "weg" / "r.html", Console(file=StringIO()))


def test_figures_that_do_not_add_up_write_nothing(tmp_path: Path, country: list[Institution]) -> None:
    with pytest.raises(DataError, match="GM0715"):
        run(country, ROWS[:-1], DAY, True, tmp_path / "r.xlsx", tmp_path / "r.html", Console(file=StringIO()))
    assert list(tmp_path.iterdir()) == []


def test_the_workbook_holds_numbers_and_one_fixed_header(country: list[Institution], report: Report) -> None:
    book = load_workbook(BytesIO(xlsx(report, ROWS, country)))
    sheet = book["Per provincie"]
    values = list(sheet.iter_rows(values_only=True))
    assert values[1] == ("Drenthe", 3, 3, 2, pytest.approx(2 / 3), 1, 1, 0)
    assert values[-1] == ("Totaal", 5, 4, 2, 0.4, 1, 1, 1)
    assert sheet.cell(2, 5).number_format == "0.0%"
    assert all(one.freeze_panes == "B2" for one in book)
    assert ("GM0114", "Emmen", "Drenthe", "Afgerond", "ja") in book["Gemeenten"].iter_rows(values_only=True)
    assert sum(row[1] for row in list(book["Alle standen"].iter_rows(values_only=True))[1:-1]) == 1


def test_the_page_is_whole_accessible_and_escaped(country: list[Institution], report: Report) -> None:
    text = page(report, ROWS, country)
    tree = HTMLParser(text)
    assert tree.css_first("html").attributes["lang"] == "nl"
    assert len(tree.css("h1")) == 1 and not tree.css("script, link, img, iframe")
    assert all(head.attributes.get("scope") in ("col", "row") for head in tree.css("th"))
    first = [cell.text(strip=True) for cell in tree.css("table")[0].css("tbody tr")[0].css("th, td")]
    assert first == ["Drenthe", "3", "3", "2", "67 %", "1", "1", "0"]
    assert "Terneuzen &lt;&amp;&gt; (Zeeland): Nog te benaderen" in text and "<&>" not in text
    assert "Niet op de kaart, omdat de plaats ontbreekt: Meppel." in " ".join(text.split())


def test_the_picture_has_a_mark_a_municipality_and_words(country: list[Institution], report: Report) -> None:
    tree = HTMLParser(page(report, ROWS, country))
    assert len(tree.css("svg.map > g > g > title")) == 4
    told = tree.css_first("svg.map desc").text()
    assert "geen interesse 1" in told and "in belactie 1" in told
    legend = {item.css_first("span").text(): item.css_first("b").text() for item in tree.css(".legend li")}
    assert legend["Bijeenkomst of training gehouden"] == "1" and sum(map(int, legend.values())) == 5


def test_north_is_up_and_all_is_in_sight(country: list[Institution]) -> None:
    places = {place.name: place for place in spots(ROWS, {one.code: one for one in country})}
    assert places["Assen"].y < places["Emmen"].y < places["Middelburg"].y
    assert places["Middelburg"].x < places["Assen"].x < places["Emmen"].x
    assert all(0 < place.x < WIDTH and 0 < place.y < HEIGHT for place in places.values())


def test_a_register_without_places_still_makes_a_page() -> None:
    one = [Institution("GM0106", "Assen", "Drenthe")]
    assert "Niet op de kaart" in page(figures([ROWS[0]], one, DAY), [ROWS[0]], one)


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_mark(status: Status) -> None:
    assert status in group_of(Row("GM0106", status)).statuses


def test_marks_differ_in_colour_and_mostly_in_shape() -> None:
    assert len({group.colour for group in GROUPS}) == len({(group.shape, group.colour) for group in GROUPS}) == 7


def test_the_digest_puts_danger_first_and_counts(report: Report) -> None:
    agenda = Agenda(
        mails=(
            Waiting("Gemeente Assen: wil gesprek", "https://x.example/1", 2),
            Waiting("Gemeente Emmen", days=1, urgent=True),
        ),
        waves=(Waiting("Drenthe 1 wacht op akkoord"),),
        calls=1,
    )
    mail = digest(agenda, report, "https://x.example/site")
    assert mail.subject == "SPOED: 1 bericht vraagt direct uw aandacht (3 maart 2026)"
    assert [line for line in mail.text.splitlines() if line.startswith("- ")][:3] == [
        "- SPOED: Gemeente Emmen (wacht 1 dag)",
        "- Gemeente Assen: wil gesprek (wacht 2 dagen)",
        "- Drenthe 1 wacht op akkoord",
    ]
    links = [link.attributes["href"] for link in HTMLParser(mail.html).css("a")]
    assert links == ["https://x.example/1", "https://x.example/site"]
    assert all(link in mail.text for link in links if link)


@pytest.mark.parametrize(
    ("agenda", "subject"),
    [
        (Agenda(), "De tour op 3 maart 2026: er wacht niets op u"),
        (Agenda(waves=(Waiting("x"),)), "De tour op 3 maart 2026: 1 zaak wacht op u"),
        (Agenda(mails=(Waiting("x"), Waiting("y"))), "De tour op 3 maart 2026: 2 zaken wachten op u"),
    ],
)
def test_the_subject_tells_how_much_waits(report: Report, agenda: Agenda, subject: str) -> None:
    assert digest(agenda, report).subject == subject
