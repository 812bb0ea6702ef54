"""`ontour engagement import` on a tour that is already under way: nobody is written to a first time again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Ontour = Callable[..., Any]

TABLE = (
    "Gemeente;Status;Datum;Toelichting\r\n"
    "Almere;Aangeschreven;1-5-2026;\r\nDronten;Aangeschreven;1-5-2026;\r\nLelystad;Aangeschreven;;\r\n"
    "Noordoostpolder;Aangeschreven;;gebeld\r\nUrk;Aangeschreven;;\r\n"
)


def test_who_was_written_to_before_is_left_out_of_the_first_wave(tour: Ontour, tmp_path: Path) -> None:
    file = tmp_path / "stand.csv"
    file.write_bytes(TABLE.encode("cp1252"))
    done = tour("engagement", "import", file, "--by", "m.planting@weerbaarbestuur.example")
    assert (done.returncode, done.stdout) == (0, "statuses set: 5\n"), done.stderr
    made = tour("wave", "plan", "--province", "Flevoland", "--letter", "uitnodiging",
                "--by", "m.planting@weerbaarbestuur.example", "--json")  # fmt: skip
    assert json.loads(made.stdout)["letters"] == 1, made.stderr
    told = tour("wave", "show", json.loads(made.stdout)["wave"]).stdout
    assert told.count("al aangeschreven") == 5
    statuses = json.loads(tour("report", "--json").stdout)["totals"]["statuses"]
    assert (statuses["invited"], statuses["to_approach"]) == (5, 337)
    again = tour("engagement", "import", file)
    assert again.returncode == 0 and again.stdout.startswith("nothing changed") and again.stdout.count("\n") == 1


def test_a_table_with_a_fault_is_one_line_and_exit_1(tour: Ontour, tmp_path: Path) -> None:
    file = tmp_path / "stand.csv"
    file.write_text("gemeente;status\nUrk;Aangeschreven\nUrkk;Aangeschreven\n", encoding="utf-8")
    done = tour("engagement", "import", file)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "row 3" in done.stderr and "did you mean Urk (GM0184)?" in done.stderr
    assert json.loads(tour("report", "--json").stdout)["totals"]["statuses"]["to_approach"] == 342
