"""Wrong input at the command line: one line that says what, where and what to do; exit 1; nothing half-done."""

import json
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


NOWHERE = [
    part
    for name, value in {
        "tenant_id": "t", "client_id": "app", "client_secret": "geheim", "site_url": "https://127.0.0.1:1/sites/tour",
        "graph_url": "https://127.0.0.1:1", "authority": "https://127.0.0.1:1",
    }.items()
    for part in ("--set", f"m365.{name}={value}")
]  # fmt: skip
"""A tenant at a port where nobody listens."""

BAD = [
    ("a setting lacks", ["setup"], "m365.tenant_id is not set"),
    ("no ready file", ["--set", "m365.sandbox=/nowhere/ready.json", "status"], "no readable ready file"),
    ("a ready file of other text", ["--set", "m365.sandbox={tmp}/garbage", "status"], "no readable ready file"),
    ("an unknown key", ["--set", "waves.tril=true", "status"], "--set waves.tril=true: no such setting"),
    ("a value of the wrong type", ["--set", "waves.trial=maybe", "status"], "must be true or false"),
    ("a section alone", ["--set", "waves", "status"], "write section.key=value"),
    ("no settings file", ["--config", "/nowhere/ontour.toml", "status"], "/nowhere/ontour.toml: cannot be read"),
    ("settings that are no TOML", ["--config", "{tmp}/garbage", "status"], "not valid TOML"),
    ("the tenant's clock without a tenant", ["--set", "clock.source=sandbox", "status"], "set both or neither"),
    ("no such table", ["report", "--from", "{tmp}/none.csv"], "cannot be read"),
    ("a table without statuses", ["report", "--from", "{tmp}/garbage"], "no column cbs_code and status"),
    ("a wrong status in a table", ["report", "--from", "{tmp}/wrong.csv"], "GM0106 has unknown status 'weg'"),
    ("an unknown municipality", ["engagement", "history", "Nergenshuizen"], "Nergenshuizen: no such municipality"),
    ("an unknown status", ["engagement", "set", "GM0106", "weg"], "status 'weg' does not exist"),
    ("an unknown wave", ["wave", "show", "7"], "wave 7: not in the journal"),
    ("sending an unknown wave", ["wave", "send", "7"], "wave 7: not in the journal"),
    ("approving outside the list", ["wave", "approve", "7", "--by", "a@b.example", "--hash", "x"],
     "in the list Golven"),
    ("a day that is none", ["wave", "plan", "--province", "Drenthe", "--letter", "uitnodiging", "--by", "a@b.example",
                            "--send-from", "maandag"], "--send-from maandag: not a day"),
    ("an unknown letter", ["wave", "plan", "--province", "Drenthe", "--letter", "brief", "--by", "a@b.example"],
     "Brief 'brief' bestaat niet"),
    ("an unknown province", ["wave", "plan", "--province", "Dronten", "--letter", "uitnodiging", "--by", "a@b.example"],
     "province 'Dronten' does not exist"),
    ("a demo of an unknown province", ["demo", "--province", "Dronten"], "province 'Dronten' does not exist"),
    ("a preview for nobody", ["letter", "preview", "--municipality", "Nergens"], "Nergens: no such municipality"),
    ("a mail that does not wait", ["replies", "decide", "x@y.example", "Later"], "no mail of that id waits"),
    ("a decision that is none", ["replies", "decide", "x@y.example", "Misschien"], "'Misschien' bestaat niet"),
    ("contacts that are none", ["register", "import", "{tmp}/garbage.csv"], "column"),
    ("settings that are a folder", ["--config", "{tmp}", "status"], "cannot be read (Is a directory)"),
    ("a journal that is no database", ["--set", "store.url=sqlite:///{tmp}/garbage", "status"], "not a database"),
    ("a journal's address that is none", ["--set", "store.url=journaal", "status"], "'journaal': no database"),
    ("a folder as a table", ["report", "--from", "{tmp}"], "cannot be read (Is a directory)"),
    ("an xlsx renamed csv", ["report", "--from", "{tmp}/renamed.csv"], "is an Excel file, whatever its name"),
    ("an empty table", ["report", "--from", "{tmp}/empty.csv"], "is empty; the first row must name"),
    ("a code twice in a table", ["report", "--from", "{tmp}/twice.csv"], "row 3: code GM0106 is also in row 2"),
    ("a column twice in a table", ["report", "--from", "{tmp}/columns.csv"], "has column status twice; leave one"),
    ("a table's row without a code", ["report", "--from", "{tmp}/nocode.csv"], "row 2: no code"),
    ("a workbook over a folder", ["report", "--xlsx", "{tmp}"], "cannot be written (Is a directory)"),
    ("a page in no folder", ["report", "--html", "{tmp}/none/r.html"], "cannot be written (No such file or directory)"),
    ("statuses of a wrong table", ["engagement", "import", "{tmp}/wrong.csv"], "row 2: unknown status 'weg'"),
    ("a demo into a file", ["demo", "--out", "{tmp}/garbage"], "cannot be made a folder (File exists)"),
    ("a template that is no Word file", ["letter", "lint", "{tmp}/garbage"], "is not a Word file"),
    ("a folder as a template", ["letter", "lint", "{tmp}"], "cannot be read (Is a directory)"),
    ("a letter kind that is none", ["letter", "preview", "--municipality", "Assen", "--kind", "brief"],
     "letter kind brief does not exist; known: uitnodiging"),
    ("a preview into a file", ["letter", "preview", "--municipality", "Assen", "--out", "{tmp}/garbage"],
     "cannot be written (File exists)"),
    ("an export into a file", [*NOWHERE, "setup", "--export", "{tmp}/garbage"],
     "cannot be written (File exists)"),
    ("letters that are none", ["replies", "explain", "{tmp}", "--letters", "{tmp}/garbage"], "is not a letters file"),
    ("a folder without mails", ["replies", "explain", "{tmp}", "--letters", "{tmp}/letters.json"], "no .eml file"),
    ("a folder as letters", ["replies", "explain", "{tmp}", "--letters", "{tmp}"], "(Is a directory)"),
    ("a talk at no moment", ["meetings", "book", "Assen", "--at", "morgen"], "--at morgen: not a moment"),
    ("contacts in an unknown place", ["register", "import", "{tmp}/none.csv"], "cannot be read (No such file"),
    ("example contacts into a folder", ["register", "example", "--out", "{tmp}"], "cannot be written (Is a directory)"),
    ("no tenant there", [*NOWHERE, "setup"], "Microsoft 365 cannot be reached for sign-in"),
    ("a CA file that is none", [*NOWHERE, "--set", "m365.ca_file={tmp}/garbage", "setup"], "correct m365.ca_file"),
    ("a CA file that is not there", [*NOWHERE, "--set", "m365.ca_file=/nowhere.pem", "setup"], "correct m365.ca_file"),
    ("a certificate that is none", [*NOWHERE, "--set", "m365.client_certificate={tmp}/garbage", "setup"],
     "(m365.client_certificate)"),
    ("an authority that is none", [*NOWHERE, "--set", "m365.authority=nergens", "setup"], "check m365.authority"),
    ("a site that is none", [*NOWHERE, "--set", "m365.site_url=nergens", "setup"], "set m365.site_url to https://"),
    ("no address of the site", ["setup", "--export", "{tmp}/export"], "m365.site_url is not set"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "says"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_input_is_one_clear_line(ontour: Ontour, tmp_path: Path, arguments: list[str], says: str) -> None:
    file(tmp_path / "garbage", "this is no table\nnor anything else\n")
    file(tmp_path / "garbage.csv", "a;b\n1;2\n")
    file(tmp_path / "wrong.csv", "cbs_code;status\nGM0106;weg\n")
    file(tmp_path / "columns.csv", "cbs_code;status;status\nGM0106;later;declined\n")
    file(tmp_path / "letters.json", "[]")
    file(tmp_path / "twice.csv", "cbs_code;status\nGM0106;later\nGM0106;later\n")
    file(tmp_path / "nocode.csv", "cbs_code;status\n;later\n")
    file(tmp_path / "renamed.csv", "PK\x03\x04 and what else an xlsx holds")
    file(tmp_path / "empty.csv", "")
    there = {one.name for one in tmp_path.iterdir()}
    given = [one.replace("{tmp}", str(tmp_path)) for one in arguments]
    done = ontour("--set", journal(tmp_path), *given)
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert says in done.stderr and done.stderr.startswith("ontour: ")
    assert done.stderr.count("\n") == 1 and "geheim" not in done.stderr
    made = {one.name for one in tmp_path.iterdir()} - there
    assert all(name.startswith("journal.sqlite") for name in made), "nothing half-written stays"


def test_a_wrong_secret_is_told_with_what_to_check(ontour: Ontour, tenant: Any, tmp_path: Path) -> None:
    names = ("graph_url", "authority", "tenant_id", "client_id", "ca_file", "mailbox", "site_url")
    given = [part for name in names for part in ("--set", f"m365.{name}={tenant.ready[name]}")]
    done = ontour("--set", journal(tmp_path), *given, "--set", "m365.client_secret=oud", "setup")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "refused sign-in of app" in done.stderr and "client_id and the secret" in done.stderr
    assert "oud" not in done.stderr


CONTACTS = [
    ("a row without a code", ";burgemeester;a@b.example", "row 3, cbs_code: empty; fill in the code"),
    ("a code that is none", "GM9999;burgemeester;a@b.example", "row 3, cbs_code: GM9999 is not in the register"),
    ("a broken address", "GM0114;burgemeester;a@@b", "row 3, email: 'a@@b' is not a valid address"),
    ("someone twice", "GM0106;burgemeester;jo@assen.example", "row 3, email: jo@assen.example stands there twice"),
    ("two in one office", "GM0106;burgemeester;an@assen.example", "has a second burgemeester (row 2)"),
    ("a role that is none", "GM0114;burgermeester;a@b.example", "did you mean burgemeester?"),
]


@pytest.mark.parametrize(("row", "says"), [each[1:] for each in CONTACTS], ids=[each[0] for each in CONTACTS])
def test_a_wrong_row_of_contacts_keeps_the_whole_file_out(ontour: Ontour, tmp_path: Path, row: str, says: str) -> None:
    table = f"cbs_code;role;email\nGM0106;burgemeester;jo@assen.example\n{row}\n"
    done = ontour("--set", journal(tmp_path), "register", "import", file(tmp_path / "contacts.csv", table))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert says in done.stderr
    rows = json.loads(ontour("--set", journal(tmp_path), "register", "list", "--json").stdout)
    assert not any(one["contacts"] for one in rows)


def test_a_province_of_the_register_that_is_none_is_told(ontour: Ontour, tmp_path: Path) -> None:
    shipped = (ROOT / "config" / "municipalities.csv").read_text("utf-8")
    wrong = file(tmp_path / "municipalities.csv", shipped.replace("Drenthe", "Drente"))
    done = ontour("--set", journal(tmp_path), "--set", f"register.municipalities={wrong}", "register", "check")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "municipalities.csv" in done.stderr and "Drente" in done.stderr


FORMS = [
    ("a BOM and semicolons", "utf-8-sig", ";", "\r\n"),
    ("Excel's encoding", "cp1252", ";", "\r\n"),
    ("Excel's Unicode text", "utf-16", "\t", "\r\n"),
    ("commas", "utf-8", ",", "\n"),
]


@pytest.mark.parametrize(("encoding", "mark", "end"), [each[1:] for each in FORMS], ids=[each[0] for each in FORMS])
def test_tables_as_people_save_them_are_read(
    ontour: Ontour, tmp_path: Path, encoding: str, mark: str, end: str
) -> None:
    lines = (("cbs_code", "role", "last_name", "email"), ("GM0106", "griffier", "Zoë", "zoe@assen.example"))
    (tmp_path / "c.csv").write_bytes(end.join(mark.join(line) for line in lines).encode(encoding))
    assert ontour("--set", journal(tmp_path), "register", "import", tmp_path / "c.csv").returncode == 0
    rows = json.loads(ontour("--set", journal(tmp_path), "register", "list", "--json").stdout)
    assert [one["name"] for row in rows for one in row["contacts"]] == ["Zoë"]
    lines = (("cbs_code", "naam", "status"), ("GM0106", "Zoë", "Eerste gesprek gevoerd"))
    (tmp_path / "s.csv").write_bytes(end.join(mark.join(line) for line in lines).encode(encoding))
    assert json.loads(ontour("report", "--json", "--from", tmp_path / "s.csv").stdout)["totals"]["talks"] == 1
