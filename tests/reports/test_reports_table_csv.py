"""Tables that people hand in: what is read, and what is told of each wrong row."""

from pathlib import Path

import pytest

from bot.errors import DataError
from bot.models.institution import Institution
from bot.models.status import Status
from bot.reports.table_csv import read_rows


def read(tmp_path: Path, country: list[Institution], data: str | bytes) -> dict[str, tuple[Status, bool]]:
    path = tmp_path / "stand.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return {row.code: (row.status, row.session_held) for row in read_rows(path, country)}


GOOD = [
    ("commas, identifiers", "cbs_code,status\nGM0106,talk_held\n"),
    ("semicolons, a Dutch label, any case", "CBS_Code;Status\ngm0106;eerste gesprek GEVOERD\n"),
    ("tabs and Windows line ends", "cbs_code\tstatus\r\nGM0106\tEerste gesprek gevoerd\r\n"),
    ("byte order mark", b"\xef\xbb\xbfcbs_code,status\nGM0106,talk_held\n"),
    ("Windows-1252 with a name", "cbs_code;naam;status\nGM0106;Één;talk_held\n".encode("cp1252")),
    ("Excel's Unicode text", "cbs_code\tstatus\nGM0106\ttalk_held\n".encode("utf-16")),
    ("empty lines", "cbs_code,status\n\nGM0106,talk_held\n,\n"),
    ("a comma in quotes", 'name,cbs_code,status\n"Assen, stad",GM0106,talk_held\n'),
]


@pytest.mark.parametrize("data", [case[1] for case in GOOD], ids=[case[0] for case in GOOD])
def test_forms_that_are_read(tmp_path: Path, country: list[Institution], data: str | bytes) -> None:
    rows = read(tmp_path, country, data)
    assert rows.pop("GM0106") == (Status.TALK_HELD, False)
    assert rows == dict.fromkeys(("GM0114", "GM0119", "GM0687", "GM0715"), (Status.TO_APPROACH, False))


def test_session_held_is_read_as_yes_or_no(tmp_path: Path, country: list[Institution]) -> None:
    rows = ("GM0106,completed,ja", "GM0114,completed,", "GM0119,completed,TRUE", "GM0687,later,0")
    data = "\n".join(("cbs_code,status,session_held", *rows))
    held = {code: flag for code, (_, flag) in read(tmp_path, country, data).items()}
    assert held == {"GM0106": True, "GM0114": False, "GM0119": True, "GM0687": False, "GM0715": False}


def test_every_wrong_row_is_named_in_one_line(tmp_path: Path, country: list[Institution]) -> None:
    data = (
        "cbs_code,status,session_held\nGM9999,invited,\nGM0106,invited,\nGM0106,invited,\n"
        "GM0114,vergeten,\nGM0119,later,misschien\nPV22,invited,\n"
    )
    with pytest.raises(DataError) as told:
        read(tmp_path, country, data)
    assert str(told.value) == (
        f"{tmp_path / 'stand.csv'}: row 2: unknown code 'GM9999', row 4: code GM0106 is also in row 3, "
        "row 5: GM0114 has unknown status 'vergeten', row 6: GM0119 has session_held 'misschien', which is no yes "
        "or no, row 7: unknown code 'PV22'; correct the file and run it again"
    )


def test_of_many_wrong_rows_the_first_are_named(tmp_path: Path, country: list[Institution]) -> None:
    with pytest.raises(DataError, match="row 6: unknown code 'X4' and 7 more; correct"):
        read(tmp_path, country, "cbs_code,status\n" + "".join(f"X{n},invited\n" for n in range(12)))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("", "is empty; the first row must name cbs_code and status"),
        ("code,status\nGM0106,invited\n", "no column cbs_code; the first row must name cbs_code and status"),
        ("cbs_code,status\n,invited\n", "row 2: no code; correct the file"),
        (b"PK\x03\x04 and so on", "is an Excel file, whatever its name"),
        (b"\xd0\xcf\x11\xe0 and so on", "is an Excel file, whatever its name"),
        (b"\x00\x01\x02", "is not a text file"),
        (b"\x81\x8d\xff", "is not a text file"),
        ("cbs_code,status\nGM0106\n", "row 2: GM0106 has unknown status ''"),
    ],
)
def test_tables_that_are_none(tmp_path: Path, country: list[Institution], data: str | bytes, told: str) -> None:
    with pytest.raises(DataError, match=told) as fault:
        read(tmp_path, country, data)
    assert "\n" not in str(fault.value)


def test_a_file_that_is_not_there(tmp_path: Path, country: list[Institution]) -> None:
    with pytest.raises(DataError, match=r"niets\.csv: cannot be read \(No such file or directory\)"):
        read_rows(tmp_path / "niets.csv", country)
