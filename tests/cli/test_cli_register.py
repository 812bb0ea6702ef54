"""`ontour register` at the front door: exports in, what they change, and what a wave would stumble on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
EXPORT = """<?xml version="1.0" encoding="UTF-8"?>
<p:overheidsorganisaties xmlns:p="https://organisaties.overheid.nl/static/schema/oo/export/2.6.13"><p:organisaties>
<p:organisatie p:resourceIdentifierTOOI="https://identifier.overheid.nl/tooi/id/gemeente/gm0106">
<p:naam>Gemeente Assen</p:naam><p:types><p:type>Gemeente</p:type></p:types><p:adressen><p:adres>
<p:adresType>Postadres</p:adresType><p:postbus>99</p:postbus><p:postcode>9400ZZ</p:postcode>
<p:woonplaats>ASSEN</p:woonplaats></p:adres></p:adressen><p:functies><p:functie><p:naam>Burgemeester</p:naam>
<p:medewerkers><p:medewerker><p:naam>Dhr. Q. van Zuiderhof</p:naam></p:medewerker></p:medewerkers></p:functie>
</p:functies></p:organisatie>
<p:organisatie><p:naam>Gemeente Nergens</p:naam><p:types><p:type>Gemeente</p:type></p:types></p:organisatie>
</p:organisaties></p:overheidsorganisaties>
"""


@pytest.fixture
def call(ontour: Call, tmp_path: Path) -> Call:
    """`ontour` on a journal of its own."""
    return lambda *arguments: ontour("--set", f"store.url=sqlite:///{tmp_path}/journal.sqlite", *arguments)


def file(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_an_export_in_xml(call: Call, tmp_path: Path) -> None:
    export = file(tmp_path / "exportOO.xml", EXPORT)
    lines = [
        "address   GM0106 Assen: postal address",
        "new       GM0106 burgemeester Q. van Zuiderhof",
    ]
    dry = call("register", "import", "--dry-run", export)
    told = dry.stdout.splitlines()
    assert dry.returncode == 0
    assert all(any(line.startswith(wanted) for line in told) for wanted in lines)
    assert "Postbus 99, 9400 ZZ, ASSEN" in dry.stdout
    assert "exportOO.xml: line 9, Gemeente Nergens: no code" in dry.stderr
    assert all(not one["contacts"] for one in json.loads(call("register", "list", "--json").stdout))

    assert call("register", "import", export).stdout == dry.stdout
    row = next(one for one in json.loads(call("register", "list", "--json").stdout) if one["code"] == "GM0106")
    assert row["contacts"] == [{"role": "burgemeester", "name": "van Zuiderhof", "email": "", "state": "in orde"}]
    again = call("register", "import", export)
    assert again.returncode == 0
    assert again.stdout.startswith("nothing changed: this content was imported before, on ")


def test_the_difference_as_json(call: Call, tmp_path: Path) -> None:
    found = json.loads(call("register", "import", "--json", file(tmp_path / "e.xml", EXPORT)).stdout)
    assert (found["file"], found["applied"], found["same_since"]) == ("e.xml", True, None)
    assert [(one["what"], one["code"], one["role"]) for one in found["changes"]] == [
        ("address", "GM0106", None),
        ("new", "GM0106", "burgemeester"),
    ]
    assert len(found["remarks"]) == 1


def test_a_herindeling_is_told_by_a_table_and_the_books_balance(call: Call, tmp_path: Path) -> None:
    assert json.loads(call("report", "--json").stdout)["total"] == 342
    table = file(tmp_path / "h.csv", "cbs_code;valid_to;successor\nGM1696;1-1-2024;GM0402\n")
    assert call("register", "import", table).stdout == (
        "ended     GM1696 Wijdemeren: until 2024-01-01, goes into Hilversum (GM0402)\n"
    )
    report = json.loads(call("report", "--json").stdout)
    assert report["total"] == 341 == sum(one["municipalities"] for one in report["provinces"])
    old = file(tmp_path / "old.csv", "cbs_code;status\nGM1696;later\nGM0402;later\n")
    assert json.loads(call("report", "--json", "--from", old).stdout)["total"] == 342
    assert "(Noord-Holland, until 2024-01-01)" in call("register", "list").stdout
    assert "GM1696" not in call("register", "check").stdout


def test_check_tells_per_municipality_and_ends_well(call: Call, tmp_path: Path) -> None:
    rows = "cbs_code;role;email\nGM0106;burgemeester;b@assen.nl\nGM0106;griffier;g@gmail.com\n"
    assert call("register", "import", file(tmp_path / "c.csv", rows)).returncode == 0
    done = call("register", "check")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert "GM0106 gemeente Assen: gmail.com is a public mail provider's" in lines
    assert any(
        line.startswith("GM0109 gemeente Coevorden: no usable address of burgemeester; no usable") for line in lines
    )
    assert lines[-1] == "354 institutions, 353 cannot get a letter, 1 to look at"
    found = json.loads(call("register", "check", "--json").stdout)
    assert {"code": "GM0106", "name": "gemeente Assen", "kind": "public_domain",
            "text": "gmail.com is a public mail provider's", "stops": False} in found  # fmt: skip


FAULTS = [
    ("cut off", EXPORT[:700], "breaks off or is no XML"),
    ("another's", "<html></html>", "is no export of the Register van Overheidsorganisaties (root html)"),
    ("a later schema", EXPORT.replace("2.6.13", "3.1"), "has schema version 3.1"),
]


@pytest.mark.parametrize(("text", "says"), [one[1:] for one in FAULTS], ids=[one[0] for one in FAULTS])
def test_a_bad_export_is_one_line_and_nothing_is_done(call: Call, tmp_path: Path, text: str, says: str) -> None:
    done = call("register", "import", file(tmp_path / "e.xml", text))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert says in done.stderr
    assert all(not one["contacts"] for one in json.loads(call("register", "list", "--json").stdout))
