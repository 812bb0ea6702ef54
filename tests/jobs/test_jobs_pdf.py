"""Letters as PDF where the bot's machine has no LibreOffice: Microsoft 365 makes them, or the wave is blocked."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.letters.pdf import available

CONFIG = Path(__file__).resolve().parents[2] / "config"
needs_office = pytest.mark.skipif(not available(), reason="LibreOffice (soffice) is not installed")


@pytest.fixture
def two(tmp_path: Path) -> str:
    """A register of two municipalities: each conversion takes a while."""
    lines = (CONFIG / "municipalities.csv").read_text("utf-8").splitlines(keepends=True)
    file = tmp_path / "two.csv"
    file.write_text("".join([lines[0], *[one for one in lines if "Drenthe" in one][:2]]), encoding="utf-8")
    return f"register.municipalities={file}"


def no_office_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")


@needs_office
def test_the_service_makes_the_pdfs_and_nothing_else_stays(
    make_tour: Callable[..., Any], two: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tour = make_tour("letters.format=pdf", two)
    no_office_here(monkeypatch)
    item = tour.asked()
    (folder,) = tour.hands.proofs("")
    assert len([one for one in tour.hands.proofs(folder) if one.startswith("OTWB-") and one.endswith(".pdf")]) == 2
    assert "Alle brieven om door te bladeren.pdf" in tour.hands.proofs(folder)
    assert not [one for one in tour.hands.proofs(folder) if one.endswith(".docx")]

    tour.hands.edit("Golven", item, "approver", Akkoord="Akkoord")
    tour.rounds(2, 16)
    kenmerken = [one["subject"].rpartition("[")[2].rstrip("]") for one in tour.letters()]
    assert len(kenmerken) == 2
    for kenmerk in kenmerken:
        assert (tour.sealed(kenmerk) or b"").startswith(b"%PDF-")


def test_a_service_that_converts_nothing_blocks_the_wave(
    sandbox: Callable[..., Any], make_tour: Callable[..., Any], two: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_office_here(monkeypatch)
    tour = make_tour("letters.format=pdf", two, on=sandbox())
    item = tour.proof()
    fields = tour.hands.fields("Golven", item)
    assert fields["Stand"] == "Kan niet: zie melding"
    assert fields["Melding"].startswith("Microsoft 365 zet de brieven niet om naar PDF (letter OTWB-DR-")
    assert "letters.format = docx" in fields["Melding"]
    assert tour.hands.proofs("") == [], "what was uploaded to convert is removed"


def test_without_the_converter_that_the_settings_name_the_wave_is_blocked(
    make_tour: Callable[..., Any], two: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tour = make_tour("letters.format=pdf", "letters.converter=libreoffice", two)
    no_office_here(monkeypatch)
    fields = tour.hands.fields("Golven", tour.proof())
    assert fields["Stand"] == "Kan niet: zie melding"
    assert fields["Melding"].startswith("Geen omzetter naar PDF: installeer LibreOffice")


def test_the_proof_tells_that_pdfs_are_untagged(make_tour: Callable[..., Any], two: str) -> None:
    from bot.jobs.waves import converting
    from bot.jobs.waves.proof_table import Contents, table

    known = make_tour(two).app.institutions
    told = openpyxl.load_workbook(io.BytesIO(table(known, Contents((), notes=(converting.UNTAGGED,)))))
    assert "Microsoft 365" in told["Let op"]["A2"].value
    silent = openpyxl.load_workbook(io.BytesIO(table(known, Contents(()))))
    assert silent.sheetnames == ["Wie wel, wie niet", "Gewijzigd"]
