"""`ontour run`: the service."""

from typing import Annotated

import typer

from bot.cli.session import session

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def run(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="One round of every job, and stop.")] = False,
) -> None:
    """Sync lists and mailbox, send what is approved, keep the calendar, until stopped."""
    from bot.jobs import service

    service.run(session(context).app, once=once)
