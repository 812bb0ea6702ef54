"""Merge a template with a table: one letter per row."""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.errors import DataError
from bot.letters import source
from bot.letters.engine import Template

_SAFE = re.compile(r"[^\w.-]+")


def merge(template: Template, rows: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[tuple[str, bytes]]:
    """File name without extension and .docx of each row (`row number`, `column -> text`).

    The name is the row's `cbs_code`, or its number. DataError before the first letter when a column lacks or a name is
    taken twice; a faulty value names its row.
    """
    columns = set(rows[0][1]) if rows else set()
    missing = sorted(set(template.fields) - columns)
    if missing:
        where = template.fields[missing[0]]
        raise DataError(
            f"{template.name}: the data has no column {', '.join(missing)} "
            f"(paragraph {where!r}); {source.nearest(missing[0], columns)}"
        )
    names = [file_name(number, cells) for number, cells in rows]
    seen: dict[str, int] = {}
    for name, (number, _) in zip(names, rows, strict=True):
        if name.casefold() in seen:
            raise DataError(f"row {number}: {name} stands in row {seen[name.casefold()]} too; remove one")
        seen[name.casefold()] = number
    for name, (number, cells) in zip(names, rows, strict=True):
        try:
            yield name, template.render(cells)
        except DataError as fault:
            raise DataError(f"row {number}: {fault}") from None


def file_name(number: int, cells: Mapping[str, str]) -> str:
    """`GM0106`, or `row-2` where the table has no cbs_code."""
    return _SAFE.sub("_", cells.get("cbs_code", "").strip()).strip(".") or f"row-{number}"
