"""ontour letter: merge a template with a table, lint a template, preview a municipality's letter."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.letter_files import read, write

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Merge, lint and preview letters."
)


@app.command(add_help_option=False, context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
def merge(context: typer.Context) -> None:
    """Make a letter for every row of a table: TEMPLATE --data FILE --out DIR [--pdf]."""
    from bot.cli.letter_merge import merge as merge_command

    merge_command(context.args)


@app.command()
def lint(template: Annotated[Path, typer.Argument(metavar="TEMPLATE", help="A Word file with fields.")]) -> None:
    """Tell what is wrong with a template; exit 1 when anything is.

    Unknown fields, wrong tags, and what would make an inaccessible PDF.
    """
    from bot.letters.fields import FIELDS
    from bot.letters.lint import lint as lint_template

    findings = lint_template(read(template), FIELDS, template.name)
    for finding in findings:
        typer.echo(f"{template.name}: {finding}")
    if findings:
        raise typer.Exit(1)
    typer.echo(f"{template.name}: nothing to mend")


@app.command()
def preview(
    context: typer.Context,
    municipality: Annotated[str, typer.Option(metavar="NAME", help="Name or code.")],
    kind: Annotated[str, typer.Option(metavar="KIND", help="The letter kind.")] = "uitnodiging",
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder for the preview.")] = Path("."),
) -> None:
    """Make one letter to look at. Word, mail, and PDF where LibreOffice is; people and moments are examples."""
    from bot.cli.letter_preview import preview as files_of

    name, files = files_of(context.obj.config, municipality, kind)
    write(out, files.items())
    typer.echo(f"preview of {kind} for {name} in {out}")
