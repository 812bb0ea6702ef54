"""`ontour demo` as a new user runs it: a small part of the tour, twice with one seed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def record_of(out: Path) -> Path:
    """Where a run's exchanges with the tenant stand."""
    return out.with_suffix(".jsonl")


@pytest.fixture(scope="module")
def outs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """What two runs with the same seed leave, side by side; in the first a letter of an earlier run lay."""
    folders = [tmp_path_factory.mktemp("demo") for _ in range(2)]
    (folders[0] / "letters").mkdir()
    (folders[0] / "letters" / "OTWB-UT-0344-1.pdf").write_bytes(b"of an earlier run")
    command = [sys.executable, "-m", "bot", "demo", "--province", "Flevoland", "--seed", "7", "--out"]
    runs = [
        subprocess.Popen(
            [*command, folder, "--record", record_of(folder)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for folder in folders
    ]  # fmt: skip
    for run in runs:
        out, err = run.communicate(timeout=280)
        assert run.returncode == 0, err.decode()
        lines = out.decode().splitlines()
        assert "De tour per provincie" in out.decode()
        assert len([one for one in lines if "mails verzonden" in one]) > 8, "a line a week where no terminal is"
    return folders


def report(out: Path) -> dict[str, Any]:
    return dict(json.loads((out / "report.json").read_text("utf-8")))


def letters(out: Path) -> list[str]:
    return sorted(one.name for one in (out / "letters").iterdir())


def test_the_same_seed_gives_the_same_report_and_letters(outs: list[Path]) -> None:
    assert report(outs[0]) == report(outs[1])
    assert letters(outs[0]) == letters(outs[1])


def test_a_part_of_the_tour_reports_the_whole_country_and_adds_up(outs: list[Path]) -> None:
    told = report(outs[0])
    assert told["total"] == 342 == sum(told["totals"]["statuses"].values())
    flevoland = next(one for one in told["provinces"] if one["province"] == "Flevoland")
    assert flevoland["approached"] == 6 == told["totals"]["approached"]
    assert sum(flevoland["statuses"].values()) == 6
    assert not flevoland["statuses"].get("to_approach")


def test_letters_workbook_and_picture_lie_there_and_none_of_an_earlier_run(outs: list[Path]) -> None:
    names = {one.name for one in outs[0].iterdir()}
    assert names == {"letters", "report.json", "report.xlsx", "tour.html"}
    assert len([one for one in letters(outs[0]) if one.endswith("-1.docx")]) == 6
    assert all(one.startswith("OTWB-FL-") for one in letters(outs[0]))
    assert "<svg" in (outs[0] / "tour.html").read_text("utf-8")


def test_all_that_bot_and_tenant_say_to_each_other_is_as_the_contract_of_graph_has_it(
    outs: list[Path], shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "sandbox"))
    from graph_contract import Contract, read_recording

    exchanges = read_recording(record_of(outs[0]))
    assert len(exchanges) > 500
    assert set(Contract(shared / "graph" / "openapi-strict.json").faults(exchanges)) == set()
