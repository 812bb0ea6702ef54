"""`ontour letter` from the outside: files made, and one line for what is wrong, with nothing half-written."""

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

from bot.cli.letter import app
from bot.cli.session import Session
from bot.errors import DataError

ROOT = Path(__file__).resolve().parents[2]
RUN = CliRunner()


def run(*arguments: object) -> str:
    result = RUN.invoke(app, [str(one) for one in arguments], catch_exceptions=False, obj=Session())
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def template(word: Callable[..., bytes], tmp_path: Path) -> Path:
    path = tmp_path / "brief.docx"
    path.write_bytes(word("Beste {{ naam }}"))
    return path


def test_a_letter_for_each_row(template: Path, tmp_path: Path) -> None:
    rows = "CBS_code;Naam\r\nGM0106;Assen\r\nGM1900;Súdwest-Fryslân\r\n"
    (tmp_path / "rijen.csv").write_bytes(rows.encode("utf-8-sig"))
    assert "2 letters" in run("merge", template, "--data", tmp_path / "rijen.csv", "--out", tmp_path / "uit")
    assert sorted(one.name for one in (tmp_path / "uit").iterdir()) == ["GM0106.docx", "GM1900.docx"]
    made = docx.Document(io.BytesIO((tmp_path / "uit/GM1900.docx").read_bytes()))
    assert made.paragraphs[0].text == "Beste Súdwest-Fryslân"


def test_rows_without_a_code_are_named_by_number(template: Path, tmp_path: Path) -> None:
    (tmp_path / "rijen.csv").write_bytes("naam\nEpe\n\nÉde\n".encode("cp1252"))
    run("merge", template, "--data", tmp_path / "rijen.csv", "--out", tmp_path / "uit")
    assert sorted(one.name for one in (tmp_path / "uit").iterdir()) == ["row-2.docx", "row-4.docx"]


BAD_TABLES = [
    ("a column lacks", b"cbs_code,nam\nGM0106,x\n", r"no column naam .*did you mean nam\?"),
    ("a code twice", b"cbs_code,naam\nGM0106,x\nGM0106,y\n", "row 3: GM0106 stands in row 2 too"),
    ("a bad value in the last row", b"naam\nx\ny\x0bz\n", "row 3: brief.docx: field naam: holds the control character"),
    ("no rows", b"naam\n", "holds no rows"),
    ("empty", b"", "empty"),
    ("Excel as csv", b"PK\x03\x04....", "is an Office file"),
]


@pytest.mark.parametrize(("data", "says"), [row[1:] for row in BAD_TABLES], ids=[row[0] for row in BAD_TABLES])
def test_bad_tables_leave_nothing(template: Path, tmp_path: Path, data: bytes, says: str) -> None:
    (tmp_path / "rijen.csv").write_bytes(data)
    with pytest.raises(DataError, match=says):
        run("merge", template, "--data", tmp_path / "rijen.csv", "--out", tmp_path / "uit")
    assert not (tmp_path / "uit").exists()


def test_lint_says_what_to_mend(template: Path) -> None:
    result = RUN.invoke(app, ["lint", str(template)], obj=Session())
    assert result.exit_code == 1
    assert "no title" in result.output
    told = run("lint", ROOT / "letter_templates/uitnodiging.docx")
    assert "uitnodiging.docx: nothing to mend\n" in told
    assert "uitnodiging.docx: fields not used: gemeente, soort," in told
    assert "comes out empty" not in told


def test_lint_tells_for_whom_a_field_comes_out_empty(word: Callable[..., bytes], tmp_path: Path) -> None:
    document = docx.Document(ROOT / "letter_templates/uitnodiging.docx")
    document.add_paragraph("Afgesproken: {{ afspraak }}; {% if onderwerp %}{{ onderwerp }}{% endif %}")
    document.save(tmp_path / "uitnodiging.docx")
    told = run("lint", tmp_path / "uitnodiging.docx")
    assert "field afspraak comes out empty for Groningen, Almere" in told and "and 332 more" in told
    assert "onderwerp comes out" not in told


def test_lint_asks_for_what_every_letter_must_say(word: Callable[..., bytes], tmp_path: Path) -> None:
    (tmp_path / "avond.docx").write_bytes(word("{{ aanhef }} {{ kenmerk }}", title="Avond"))
    (tmp_path / "mail-uitnodiging.docx").write_bytes(word("Onderwerp: kom", "{{ aanhef }}"))
    for name, field in (("avond.docx", "telefoon"), ("mail-uitnodiging.docx", "antwoordknoppen")):
        result = RUN.invoke(app, ["lint", str(tmp_path / name)], obj=Session())
        assert result.exit_code == 1
        assert f"{name}: field {field} is not used; put {{{{ {field} }}}} where it belongs" in result.output


def test_a_file_far_too_large_is_not_even_read(tmp_path: Path) -> None:
    with (tmp_path / "brief.docx").open("wb") as file:
        file.truncate(100_000_000)
    (tmp_path / "rijen.csv").write_bytes(b"naam\nx\n")
    with pytest.raises(DataError, match="brief.docx: larger than 30 MB"):
        run("merge", tmp_path / "brief.docx", "--data", tmp_path / "rijen.csv", "--out", tmp_path / "uit")
