"""ontour letter: merge a template with a table, lint a template, preview a municipality's letter."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.letter_files import write
from bot.errors import DataError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Merge, lint and preview letters."
)


@app.command()
def merge(
    template: Annotated[Path, typer.Argument(metavar="TEMPLATE", help="A Word file with fields.")],
    data: Annotated[
        Path, typer.Option(metavar="FILE", help="A table (csv or xlsx): a row per letter, a column per field.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder for the letters.")],
    pdf_: Annotated[bool, typer.Option("--pdf", help="Make PDFs too (LibreOffice).")] = False,
) -> None:
    """Make a letter for every row of a table. Nothing is written unless all can be made."""
    from bot.letters.engine import Template
    from bot.letters.merge import merge as merge_rows
    from bot.register.tables import read_table

    compiled = Template.compile(_bytes(template), template.name)
    _, rows = read_table(data)
    if not rows:
        raise DataError(f"{data.name}: holds no rows under its column names")
    letters = merge_rows(compiled, [(row.number, row.cells) for row in rows])
    made = write(out, ((f"{name}.docx", document) for name, document in letters), with_pdf=pdf_)
    typer.echo(f"{made} letters in {out}")


@app.command()
def lint(template: Annotated[Path, typer.Argument(metavar="TEMPLATE", help="A Word file with fields.")]) -> None:
    """Tell what is wrong with a template; exit 1 when anything is.

    Unknown fields, wrong tags, and what would make an inaccessible PDF.
    """
    from bot.letters.fields import FIELDS
    from bot.letters.lint import lint as lint_template

    findings = lint_template(_bytes(template), FIELDS, template.name)
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


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise DataError(f"{path}: cannot be read ({fault.strerror}); check the path") from None
