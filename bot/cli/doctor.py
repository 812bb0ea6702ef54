"""`ontour doctor`: is everything there that the bot needs? A line for each."""

from collections.abc import Callable

import typer

from bot.cli.session import session
from bot.errors import OntourError

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def doctor(context: typer.Context) -> None:
    """Check all that the bot needs, a line each; exit 1 when something is at fault."""
    from bot.ops.doctor import checks

    try:
        found = [_checked(name, check) for name, check in checks(session(context).app)]
    except OntourError as fault:  # without settings there is nothing to check
        found = [_fault("settings", fault)]
    if not all(found):
        raise typer.Exit(1)


def _checked(name: str, check: Callable[[], str]) -> bool:
    try:
        typer.echo(f"ok     {name}: {check()}")
    except OntourError as fault:
        return _fault(name, fault)
    return True


def _fault(name: str, fault: OntourError) -> bool:
    typer.echo(f"fault  {name}: {' '.join(str(fault).split())}")
    return False
