"""`ontour sandbox`: a Microsoft 365 tenant on this machine."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="A Microsoft 365 tenant on this machine, for the demo and for tests.")


@app.callback()
def root() -> None:
    """A Microsoft 365 tenant on this machine."""


@app.command()
def serve(
    data: Annotated[Path | None, typer.Option(help="Folder for state, port and CA; none: all is forgotten.")] = None,
    port: Annotated[int, typer.Option(help="0: a free one.")] = 0,
    ready: Annotated[Path | None, typer.Option(help="File made once it listens: addresses, credentials, CA.")] = None,
    people: Annotated[str, typer.Option(help="none or simulated.")] = "none",
    latency_ms: Annotated[int, typer.Option(help="Per HTTP request to Graph.")] = 0,
    faults: Annotated[Path | None, typer.Option(help="A fault plan (JSON list).")] = None,
    record: Annotated[Path | None, typer.Option(help="File for one JSON line an exchange.")] = None,
    knobs: Annotated[list[str] | None, typer.Option("--set", help="KEY=VALUE, e.g. clock_speed=0.")] = None,
) -> None:
    """Serve until stopped."""
    from bot.sandbox.serve import Options
    from bot.sandbox.serve import serve as run

    try:
        run(Options(data, port, ready, people, latency_ms, faults, record, tuple(knobs or ())))
    except ValueError as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None
