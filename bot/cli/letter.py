"""ontour letter: merge a template with a table, lint a template, preview a municipality's letter."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.letter_files import write
from bot.cli.session import session

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Merge, lint and preview letters."
)


@app.command(add_help_option=False, context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
def merge(context: typer.Context) -> None:
    """Make a letter for every row of a table."""
    from bot.cli.letter_merge import merge as merge_command

    merge_command(context.args)


@app.command()
def lint(
    context: typer.Context,
    template: Annotated[Path, typer.Argument(metavar="TEMPLATE", help="A Word file with fields.")],
) -> None:
    """Tell what is wrong with a template; exit 1 when anything is.

    Unknown or missing fields, wrong tags, and what would make an inaccessible PDF; and what comes out empty for whom.
    """
    from bot.cli.letter_lint import lint_file

    findings, notes = lint_file(session(context).config, template)
    for finding in findings:
        typer.echo(f"{template.name}: {finding}")
    if findings:
        raise typer.Exit(1)
    typer.echo(f"{template.name}: nothing to mend")
    for note in notes:
        typer.echo(f"{template.name}: {note}")


@app.command()
def preview(
    context: typer.Context,
    municipality: Annotated[str, typer.Option(metavar="NAME", help="Name or code.")],
    kind: Annotated[str, typer.Option(metavar="KIND", help="The letter kind.")] = "uitnodiging",
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder for the preview.")] = Path("."),
) -> None:
    """Make one letter to look at. Word, mail, and PDF where LibreOffice is; people and moments are examples."""
    from bot.cli.letter_preview import preview as files_of

    name, files = files_of(session(context).config, municipality, kind)
    write(out, files.items())
    typer.echo(f"preview of {kind} for {name} in {out}")
