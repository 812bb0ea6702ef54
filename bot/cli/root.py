"""The command line: a file per command, imported only when that command is called."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.lazy import LazyGroup
from bot.cli.session import Session

app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def root(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The settings file (else ONTOUR_CONFIG, else config/ontour.toml)."),
    ] = None,
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="SECTION.KEY=VALUE", help="Override one setting; may be repeated."),
    ] = None,
) -> None:
    """The tour along the municipalities, on Microsoft 365."""
    context.obj = Session(config, tuple(overrides or ()))
