"""`ontour purge`: personal data that is older than it need be leaves the journal."""

from typing import Annotated

import typer

from bot.cli.output import as_json
from bot.cli.session import operator, session

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def purge(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would go.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Empty what is older than store.keep_days: addresses, names, words. That a letter left stays known."""
    from bot.ops import purge as ops

    current = session(context)
    counts = ops.purge(current.app, operator(), dry_run=dry_run)
    if json:
        as_json(counts)
        return
    told = ", ".join(f"{number} {name}" for name, number in counts.items() if number) or "nothing"
    typer.echo(f"{'would empty' if dry_run else 'emptied'}, older than {current.config.store.keep_days} days: {told}")
