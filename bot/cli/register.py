"""`ontour register`: municipalities and provinces with their office-holders."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.session import operator, say, session, show
from bot.errors import DataError, Refused
from bot.models.contact import Contact
from bot.models.institution import Institution

if TYPE_CHECKING:
    from bot.app import App
    from bot.jobs.register.comparing import Comparison

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Municipalities and their office-holders."
)
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, xlsx, or an XML export of the register.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print the difference.")] = False,
    json: Json = False,
) -> None:
    """Take in office-holders or institutions from a file. A file with a fault changes nothing.

    Reads the contacts file, the exports of the Register van Overheidsorganisaties (XML; CSV of organisations or of
    people), and a table with columns of config/municipalities.csv. Prints the difference with what is known and
    applies it; what people wrote in Contacten stands, and the file's value becomes a proposal there.
    """
    from bot.cli.output import as_json
    from bot.jobs.register.importing import import_file

    app_ = session(context).app
    if not dry_run:
        _lists(app_, write=False)
    found = import_file(app_, file, operator(), dry_run)
    if json:
        as_json(_document(file, found, dry_run))
    else:
        show([line.english() for line in found.lines] or [_nothing(found)])
        for remark in found.remarks:
            say(f"{file.name}: {remark.english}")
    if not dry_run:
        _lists(app_, write=True)


def _nothing(found: "Comparison") -> str:
    if found.same_since is None:
        return "no difference"
    from bot.cli.output import moment

    return f"nothing changed: this content was imported before, on {moment(found.same_since)}"


def _document(file: Path, found: "Comparison", dry_run: bool) -> dict[str, Any]:
    return {
        "file": file.name,
        "applied": not dry_run and found.same_since is None,
        "same_since": found.same_since,
        "changes": [line.as_json() for line in found.lines],
        "remarks": [one.english for one in found.remarks],
    }


@app.command()
def example(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The CSV to write.")],
    seed: Annotated[int, typer.Option(metavar="N", help="Another seed, other people.")] = 1,
) -> None:
    """Write made-up office-holders, to try things with. All on .example domains."""
    from bot.demo_contacts import contacts
    from bot.register.contacts import write_contacts
    from bot.register.municipalities import read_institutions

    files = session(context).config.register_
    people = tuple(contacts(read_institutions(files.municipalities, files.provinces), seed))
    try:
        write_contacts(out, people)
    except OSError as fault:
        raise DataError(f"{out}: cannot be written ({fault.strerror}); give a path in a folder that exists") from None
    show([f"{len(people)} made-up people in {out}"])


@app.command()
def check(context: typer.Context, json: Json = False) -> None:
    """Tell what a wave would stumble on, per institution."""
    from bot.cli.output import as_json
    from bot.register import check as checks

    current = session(context)
    institutions, people = _known(context)
    found = checks.check(institutions, people, current.app.today())
    names = {one.code: one.formal_name for one in institutions}
    if json:
        rows = [
            {"code": code, "name": names[code], "kind": one.kind, "text": one.text, "stops": one.stops}
            for code, lines in found.items()
            for one in lines
        ]
        as_json(rows)
        return
    stopped = sum(any(one.stops for one in lines) for lines in found.values())
    show([f"{code} {names[code]}: {'; '.join(one.text for one in lines)}" for code, lines in found.items()])
    show([f"{len(institutions)} institutions, {stopped} cannot get a letter, {len(found) - stopped} to look at"])


@app.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """Every institution with its office-holders."""
    from bot.cli.output import as_json

    institutions, people = _known(context)
    rows = [_row(one, people.get(one.code, ())) for one in institutions]
    if json:
        as_json(rows)
        return
    for row in rows:
        reached = ", ".join(f"{one['role']} {one['email']} ({one['state']})" for one in row["contacts"])
        until = f", until {row['valid_to']}" if row["valid_to"] else ""
        typer.echo(f"{row['code']}  {row['name']} ({row['province']}{until}): {reached or 'nobody known'}")


def _lists(app_: "App", *, write: bool) -> None:
    """What people wrote in Contacten in, before; new people out, at once. Where the service runs it does so itself."""
    from bot.jobs.site import read
    from bot.jobs.site import write as out

    if not app_.config.m365.tenant_id:
        if write:
            say("no tenant is set yet; `ontour run` writes the lists once it is")
        return
    try:
        with app_.journal.sender_lock():
            read.SiteReader(app_).read()
            if write:
                say(f"{out.write(app_)} list items written")
    except Refused:
        if write:
            say("`ontour run` writes the lists in its next round")


def _known(context: typer.Context) -> tuple[Sequence[Institution], Mapping[str, Sequence[Contact]]]:
    from bot.store import contacts

    app_ = session(context).app
    people: dict[str, list[Contact]] = {}
    with app_.journal.begin() as tx:
        for one in contacts.by_id(tx).values():
            people.setdefault(one.code, []).append(one)
    return tuple(app_.institutions.values()), people


def _row(one: Institution, people: Sequence[Contact]) -> dict[str, Any]:
    contacts = [
        {"role": person.role.value, "name": f"{person.infix} {person.last_name}".strip(), "email": person.email,
         "state": person.state.value}
        for person in people
    ]  # fmt: skip
    ends = {"valid_from": one.valid_from, "valid_to": one.valid_to, "successor": one.successor}
    return {"code": one.code, "name": one.name, "province": one.province, **ends, "contacts": contacts}
