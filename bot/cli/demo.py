"""`ontour demo`: the whole tour on a sandbox tenant."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def demo(
    province: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this province; may be repeated.")
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="The same seed gives the same report.")] = 1,
    pdf: Annotated[bool, typer.Option("--pdf", help="Letters as PDF, by LibreOffice; Word files are quicker.")] = False,
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder for letters, report and picture.")] = Path(
        "demo-output"
    ),
    record: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write each exchange with the tenant here, a JSON line each.")
    ] = None,
) -> None:
    """Play the whole tour on a sandbox tenant: letters, replies, talks, reminders and the report."""
    from bot.cli.institution import check_provinces
    from bot.errors import DataError
    from bot.letters.pdf import available

    check_provinces(province or ())
    if pdf and not available():
        raise DataError("--pdf: LibreOffice is not here; install libreoffice-writer, or leave --pdf out")
    from bot.demo import run

    run(out, tuple(province or ()), seed, pdf, record)
