"""`ontour backup`: a copy of the journal while it is in use."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.session import session

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def backup(
    context: typer.Context,
    to: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A new file, or a folder (default: backups/ beside it).")
    ] = None,
) -> None:
    """Copy the journal and check the copy; the service may run meanwhile."""
    from bot.ops import backup as ops

    made = ops.backup(session(context).app, to)
    typer.echo(f"{made}: {made.stat().st_size} bytes, checked")
