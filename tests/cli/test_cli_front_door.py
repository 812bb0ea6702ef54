"""`ontour` as people call it: its exit code, results on stdout, one line on stderr for what is wrong."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ontour = Callable[..., Any]  # the fixture in conftest.py
ROOT = Path(__file__).resolve().parents[2]


def journal(tmp_path: Path) -> str:
    return f"store.url=sqlite:///{tmp_path}/journal.sqlite"


def file(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


WRONG_USAGE = [
    ("no such command", ["reprot"]),
    ("no such option", ["report", "--jsn"]),
    ("a wave that is no number", ["wave", "send", "drie"]),
    ("an argument lacks", ["register", "import"]),
    ("both ways to book", ["meetings", "book", "Assen", "--option", "1", "--at", "2026-10-01T10:00"]),
]


@pytest.mark.parametrize("arguments", [row[1] for row in WRONG_USAGE], ids=[row[0] for row in WRONG_USAGE])
def test_wrong_usage_exits_2(ontour: Ontour, arguments: list[str]) -> None:
    done = ontour(*arguments)
    assert done.returncode == 2
    assert "Usage:" in done.stderr and "Traceback" not in done.stderr


def test_a_refused_wave_leaves_no_wave_behind(ontour: Ontour, tmp_path: Path) -> None:
    store = journal(tmp_path)
    asked = ("wave", "plan", "--province", "Dronten", "--letter", "uitnodiging", "--by", "a@b.example")
    assert ontour("--set", store, *asked).returncode == 1
    assert ontour("--set", store, "wave", "show").stdout == "no waves yet\n"


def test_report_from_a_table_is_one_document_of_all_municipalities(ontour: Ontour, tmp_path: Path) -> None:
    table = "cbs_code;status;session_held\nGM0106;talk_held;\nGM0114;Afgerond;ja\nGM0109;In belactie;nee\n"
    done = ontour("report", "--json", "--from", file(tmp_path / "t.csv", table))
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    drenthe = next(one for one in report["provinces"] if one["province"] == "Drenthe")
    assert report["total"] == 342 and len(report["provinces"]) == 12
    assert {key: report["totals"][key] for key in ("approached", "talks", "sessions_held", "awaiting")} == {
        "approached": 3, "talks": 2, "sessions_held": 1, "awaiting": 1,
    }  # fmt: skip
    assert (drenthe["municipalities"], drenthe["talks"]) == (12, 2)


def test_a_wrong_table_writes_no_files(ontour: Ontour, tmp_path: Path) -> None:
    wrong = file(tmp_path / "t.csv", "cbs_code,status\nGM0106,talk_held\nGM9999,talk_held\n")
    done = ontour("report", "--from", wrong, "--xlsx", tmp_path / "r.xlsx", "--html", tmp_path / "r.html")
    assert done.returncode == 1 and "unknown code 'GM9999'" in done.stderr
    assert list(tmp_path.iterdir()) == [wrong]


def test_report_of_an_empty_journal_has_all_still_to_approach(ontour: Ontour, tmp_path: Path) -> None:
    report = json.loads(ontour("--set", journal(tmp_path), "report", "--json").stdout)
    assert report["totals"]["statuses"]["to_approach"] == report["total"] == 342


def test_a_status_set_by_hand_is_reported_and_explained(ontour: Ontour, tmp_path: Path) -> None:
    store = journal(tmp_path)
    ontour("--set", store, "engagement", "set", "Assen", "Eerste gesprek gevoerd", "--by", "jo@team.example")
    assert json.loads(ontour("--set", store, "report", "--json").stdout)["totals"]["talks"] == 1
    told = ontour("--set", store, "engagement", "history", "gm0106").stdout
    assert "Eerste gesprek gevoerd" in told and "jo@team.example" in told


def test_an_imported_table_leaves_the_others_alone(ontour: Ontour, tmp_path: Path) -> None:
    store = journal(tmp_path)
    ontour("--set", store, "engagement", "set", "GM0106", "declined")
    table = file(tmp_path / "t.csv", "cbs_code;status\ngm0114;interested\n")
    assert ontour("--set", store, "engagement", "import", table).stdout == "statuses set: 1\n"
    statuses = json.loads(ontour("--set", store, "report", "--json").stdout)["totals"]["statuses"]
    assert (statuses["declined"], statuses["interested"], statuses["to_approach"]) == (1, 1, 340)


def test_made_up_contacts_can_be_imported(ontour: Ontour, tmp_path: Path) -> None:
    out = tmp_path / "contacts.csv"
    assert "684 made-up people" in ontour("register", "example", "--out", out).stdout
    assert "@assen.example" in out.read_text("utf-8-sig")
    store = journal(tmp_path)
    assert ontour("--set", store, "register", "import", out).stdout.count("new ") == 684
    assert ontour("--set", store, "register", "import", out).stdout.count("new ") == 0


def test_export_needs_no_tenant(ontour: Ontour, tmp_path: Path) -> None:
    site = "m365.site_url=https://team.sharepoint.example/sites/tour"
    done = ontour("--set", site, "setup", "--export", tmp_path / "export")
    assert done.returncode == 0, done.stderr
    assert "https://team.sharepoint.example/sites/tour" in (tmp_path / "export" / "setup-site.ps1").read_text("utf-8")
    assert (tmp_path / "export" / "controlelijst.md").is_file()


def test_doctor_names_each_fault_and_exits_1(ontour: Ontour, tmp_path: Path) -> None:
    done = ontour("--set", journal(tmp_path), "--set", "letters.format=docx", "doctor")
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert {one.split()[1].rstrip(":") for one in lines if one.startswith("fault")} == {
        "sign-in", "site", "lists", "mailbox", "approval", "alerts",
    }  # fmt: skip


PROBE = """
import sys
from bot.__main__ import main
try:
    main()
finally:
    assert "O365" not in sys.modules and "msal" not in sys.modules
"""


@pytest.mark.parametrize("arguments", [["--help"], ["report", "--json", "--from", "{tmp}/t.csv"], ["letter", "--help"]])
def test_help_and_offline_commands_load_no_tenant_library(tmp_path: Path, arguments: list[str]) -> None:
    file(tmp_path / "t.csv", "cbs_code;status\nGM0106;talk_held\n")
    given = [one.replace("{tmp}", str(tmp_path)) for one in arguments]
    done = subprocess.run([sys.executable, "-c", PROBE, *given], cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout
