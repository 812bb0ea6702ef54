"""`ontour report`: the figures from the journal, or from a table of statuses."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.session import Session, session
from bot.models.institution import Institution, Kind
from bot.reports.figures import Row

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def report(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="A CSV with cbs_code, status and maybe session_held.")
    ] = None,
    xlsx: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a workbook (xlsx) here too.")] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page with a picture of the tour here too.")
    ] = None,
) -> None:
    """The figures per province, from the journal or from a table of statuses."""
    from rich.console import Console

    from bot.cli.report import read_rows, run
    from bot.register.municipalities import read_institutions

    current = session(context)
    files = current.config.register_
    if source:
        institutions: Sequence[Institution] = read_institutions(files.municipalities, files.provinces)
    else:
        institutions = tuple(current.app.institutions.values())
    rows = read_rows(source, institutions) if source else _from_journal(current, institutions)
    console = Console(width=None if sys.stdout.isatty() else 140)
    run(institutions, rows, current.today(), as_json, xlsx, html, console)


def _from_journal(current: Session, institutions: Sequence[Institution]) -> list[Row]:
    from bot.models.engagement import Engagement
    from bot.store import engagements

    with current.app.journal.begin() as tx:
        known = engagements.all_of(tx)
    stands = [known.get(one.code) or Engagement(one.code) for one in institutions if one.kind is Kind.GEMEENTE]
    return [Row(one.code, one.status, one.session_held) for one in stands]
