"""`ontour letter merge`: parsed by argparse, for Typer's own start costs more time and memory than 342 letters do."""

import sys
from argparse import ArgumentParser, HelpFormatter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.cli.letter_files import read, write
from bot.errors import DataError


class _Help(HelpFormatter):
    """Help that begins as that of the other commands does."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, prefix or "Usage: ")


def parser() -> ArgumentParser:
    """The command's options."""
    made = ArgumentParser(
        "ontour letter merge",
        description="Make a letter for every row of a table. All can be made, or none is.",
        formatter_class=_Help,
    )
    made.add_argument("template", type=Path, metavar="TEMPLATE", help="a Word file with fields")
    table = "a table (csv or xlsx): a row per letter, a column per field"
    made.add_argument("--data", type=Path, required=True, metavar="FILE", help=table)
    made.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder for the letters")
    made.add_argument("--pdf", action="store_true", help="make PDFs too (LibreOffice)")
    return made


def merge(arguments: Sequence[str]) -> None:
    """Carry the command out; DataError in one line where template, table or folder is wrong, exit 2 on wrong usage."""
    from bot.letters.engine import Template
    from bot.letters.merge import merge as merge_rows
    from bot.register.tables import read_table

    given = parser().parse_args(arguments)
    compiled = Template.compile(read(given.template), given.template.name)
    _, rows = read_table(given.data)
    if not rows:
        raise DataError(f"{given.data.name}: holds no rows under its column names")
    letters = merge_rows(compiled, [(row.number, row.cells) for row in rows])
    made = write(given.out, ((f"{name}.docx", document) for name, document in letters), with_pdf=given.pdf)
    sys.stdout.write(f"{made} letters in {given.out}\n")
