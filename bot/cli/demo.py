"""`ontour demo`: the whole tour on a sandbox tenant."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None)


@app.command()
def demo(
    province: Annotated[list[str] | None, typer.Option(help="Only this province; may be repeated.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same report.")] = 1,
    pdf: Annotated[bool, typer.Option("--pdf", help="Letters as PDF (LibreOffice); Word is quicker.")] = False,
    out: Annotated[Path, typer.Option(help="The folder for report.json and what else comes of it.")] = Path("var/demo"),
    record: Annotated[Path | None, typer.Option(help="File for one JSON line an exchange with the tenant.")] = None,
) -> None:
    """Play the whole tour: letters, replies, talks, reminders and the report."""
    from bot.cli.institution import check_provinces

    check_provinces(province or ())
    from bot.demo import run

    run(out, tuple(province or ()), seed, pdf, record)
