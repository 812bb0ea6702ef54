"""`ontour rebuild`: a lost journal out of lists, mailbox and calendar."""

from typing import Annotated

import typer

from bot.cli.output import as_json
from bot.cli.session import operator, session

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def rebuild(
    context: typer.Context,
    take_over: Annotated[
        bool, typer.Option("--take-over", help="Also where the mailbox is another journal's, which is lost.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Restore what the journal lacks; nothing is sent. It can be broken off and run again."""
    from bot.ops import rebuild as ops

    counts = ops.rebuild(session(context).app, operator(), take_over=take_over)
    if json:
        as_json(counts)
        return
    told = ", ".join(f"{number} {name}" for name, number in counts.items())
    typer.echo(f"restored {told}; waves that were approved need a proof and an approval of their own again")
