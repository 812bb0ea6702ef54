"""The institutions of the tour from config/municipalities.csv and config/provinces.csv."""

from datetime import date
from pathlib import Path

from bot.errors import DataError
from bot.models.institution import PROVINCE_LETTERS, Institution
from bot.register.tables import Row, read_table


def read_institutions(municipalities_csv: Path, provinces_csv: Path) -> tuple[Institution, ...]:
    """Every municipality and province, in the order of the files; DataError names the file and row that is wrong."""
    provinces = _read(provinces_csv, "code", is_province=True)
    known, file = {one.name for one in provinces}, municipalities_csv.name
    municipalities = _read(municipalities_csv, "cbs_code", is_province=False)
    for one in municipalities:
        if one.province not in known:
            raise DataError(f"{file}, {one.code}: province {one.province!r} is not in {provinces_csv.name}")
        if one.successor and one.successor not in {other.code for other in municipalities}:
            raise DataError(f"{file}, {one.code}: successor {one.successor} is not in the file")
    return (*municipalities, *provinces)


def _read(path: Path, key: str, *, is_province: bool) -> tuple[Institution, ...]:
    columns, rows = read_table(path)
    for needed in (key, "name") if is_province else (key, "name", "province"):
        if needed not in columns:
            raise DataError(f"{path.name}: column {needed} is missing; add it to the first row")
    found: dict[str, Institution] = {}
    for row in rows:
        where = f"{path.name}, row {row.number}"
        one = _institution(row, key, where, is_province=is_province)
        if one.code in found:
            raise DataError(f"{where}: code {one.code} stands there twice ({found[one.code].name}); remove one")
        found[one.code] = one
    return tuple(found.values())


def _institution(row: Row, key: str, where: str, *, is_province: bool) -> Institution:
    cells = row.cells
    code, prefix = cells.get(key, "").upper(), "PV" if is_province else "GM"
    if not (code.startswith(prefix) and code[2:].isdecimal()):
        raise DataError(f"{where}: {code or 'no code'} is not a code like {prefix}{'22' if is_province else '0106'}")
    name = cells.get("name", "")
    province = name if is_province else cells.get("province", "")
    if not name:
        raise DataError(f"{where}: column name is empty")
    if province not in PROVINCE_LETTERS:
        raise DataError(f"{where}: unknown province {province!r}; known: {', '.join(PROVINCE_LETTERS)}")
    return Institution(
        code,
        name,
        province,
        latitude=_degrees(cells, "latitude", where, 50.0, 54.0),
        longitude=_degrees(cells, "longitude", where, 3.0, 7.5),
        domain=cells.get("domain", "").casefold(),
        visit_line=cells.get("visit_line", ""),
        visit_postcode=cells.get("visit_postcode", ""),
        visit_place=cells.get("visit_place") or cells.get("place", ""),
        post_line=cells.get("post_line", ""),
        post_postcode=cells.get("post_postcode", ""),
        post_place=cells.get("post_place", ""),
        valid_from=_day(cells, "valid_from", where),
        valid_to=_day(cells, "valid_to", where),
        successor=cells.get("successor") or None,
        aliases=tuple(part.strip() for part in cells.get("aliases", "").split(";") if part.strip()),
    )


def _degrees(cells: dict[str, str], column: str, where: str, low: float, high: float) -> float | None:
    text = cells.get(column, "")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not low <= value <= high:
        raise DataError(f"{where}: {column} {text!r} does not lie in the Netherlands; give degrees with a point")
    return value


def _day(cells: dict[str, str], column: str, where: str) -> date | None:
    try:
        return date.fromisoformat(cells[column]) if cells.get(column) else None
    except ValueError:
        raise DataError(f"{where}: {column} {cells[column]!r} is not a date like 2027-01-01") from None
