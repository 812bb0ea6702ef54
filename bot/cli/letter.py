"""ontour letter: merge a template with a table, lint a template, preview a municipality's letter."""

import tempfile
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import DataError
from bot.letters import pdf
from bot.letters.compose import Composer, shipped_templates
from bot.letters.dates import AMSTERDAM
from bot.letters.engine import Template
from bot.letters.fields import FIELDS
from bot.letters.kinds import read_kinds
from bot.letters.lint import lint as lint_template
from bot.letters.merge import merge as merge_rows
from bot.models.contact import Contact, Role
from bot.models.institution import Institution, kenmerk
from bot.models.letter import LetterKind, Sender
from bot.models.slot import Slot
from bot.register.matching import Matcher
from bot.register.municipalities import read_institutions
from bot.register.tables import read_table

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
    compiled = Template.compile(_bytes(template), template.name)
    _, rows = read_table(data)
    if not rows:
        raise DataError(f"{data.name}: holds no rows under its column names")
    letters = merge_rows(compiled, [(row.number, row.cells) for row in rows])
    made = _write(out, ((f"{name}.docx", document) for name, document in letters), with_pdf=pdf_)
    typer.echo(f"{made} letters in {out}")


@app.command()
def lint(template: Annotated[Path, typer.Argument(metavar="TEMPLATE", help="A Word file with fields.")]) -> None:
    """Tell what is wrong with a template; exit 1 when anything is.

    Unknown fields, wrong tags, and what would make an inaccessible PDF.
    """
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
    config = context.obj.config
    kinds = read_kinds(config.letters.kinds)
    institutions = read_institutions(config.register_.municipalities, config.register_.provinces)
    found = Matcher(institutions).by_name(municipality)
    if found is None:
        raise DataError(
            f"{municipality}: no such municipality or province, or more than one; give its code, like GM0106"
        )
    if kind not in kinds:
        raise DataError(f"letter kind {kind} does not exist; known: {', '.join(kinds)}")
    given = config.sender
    sender = Sender(given.team, config.m365.mailbox, given.name, given.function, given.phone, given.verify_url)
    composer = Composer(kinds, shipped_templates(config.letters.templates), sender)
    _write(out, preview_files(composer, kinds[kind], found, datetime.now(AMSTERDAM).date()).items())
    typer.echo(f"preview of {kind} for {found.formal_name} in {out}")


def preview_files(composer: Composer, kind: LetterKind, institution: Institution, today: date) -> dict[str, bytes]:
    """The files of a preview by name."""
    people = [_example(institution.code, role) for role in kind.roles]
    moments = [_moment(today, n) for n in (1, 2, 3)]
    shown = moments if kind.offers else [] if kind.wave else moments[:1]
    letter = composer.compose(kind.id, institution, people, shown, kenmerk(institution, 1), today)
    base = f"{kind.id}-{institution.code}"
    files = {f"{base}.txt": f"{letter.subject}\n\n{letter.text}".encode(), f"{base}.html": letter.html.encode()}
    if letter.document is not None:
        files[f"{base}.docx"] = letter.document
        if pdf.available():
            files[f"{base}.pdf"] = pdf.to_pdf({base: letter.document})[base]
    return files


def _example(code: str, role: Role) -> Contact:
    return Contact(code, role, f"{role.value}@voorbeeld.example", initials="V.", infix="van", last_name="Voorbeeld")


def _moment(today: date, n: int) -> Slot:
    day = today + timedelta(days=21 - today.weekday() + n)
    start = datetime.combine(day, time(10 + n), AMSTERDAM)
    return Slot(n, start, start + timedelta(hours=1))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise DataError(f"{path}: cannot be read ({fault.strerror}); check the path") from None


def _write(folder: Path, files: Iterable[tuple[str, bytes]], *, with_pdf: bool = False) -> int:
    """Write all files or none: they are made in a folder beside the others and moved when the last one is there."""
    try:
        new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return _move_in(folder, files, with_pdf)
        except BaseException:
            if new:
                folder.rmdir()
            raise
    except OSError as fault:
        raise DataError(f"{folder}: cannot be written ({fault.strerror}); choose another folder") from None


def _move_in(folder: Path, files: Iterable[tuple[str, bytes]], with_pdf: bool) -> int:
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as made:
        for name, content in files:
            (Path(made) / name).write_bytes(content)
        count = len(list(Path(made).iterdir()))
        if with_pdf:
            documents = {path.stem: path.read_bytes() for path in Path(made).glob("*.docx")}
            for stem, content in pdf.to_pdf(documents).items():
                (Path(made) / f"{stem}.pdf").write_bytes(content)
        for path in list(Path(made).iterdir()):
            path.replace(folder / path.name)
    return count
