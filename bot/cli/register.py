"""`ontour register`: municipalities and provinces with their office-holders."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.session import operator, say, session, show
from bot.errors import DataError, Refused
from bot.models.contact import Contact, Role
from bot.models.institution import Institution, Kind

if TYPE_CHECKING:
    from bot.app import App

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Municipalities and their office-holders."
)

NEEDED = {
    Kind.GEMEENTE: (Role.BURGEMEESTER, Role.GRIFFIER),
    Kind.PROVINCIE: (Role.COMMISSARIS, Role.STATENGRIFFIER),
}
"""Without one of these an institution cannot get its letter."""


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Contacts as CSV or xlsx.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print the difference.")] = False,
) -> None:
    """Take in office-holders from a file. A file with a fault changes nothing.

    Prints the difference with what is known, and applies what is new; people whom the list Contacten has stay as they
    are there.
    """
    from bot.jobs.register_import import import_contacts

    app_ = session(context).app
    show(import_contacts(app_, file, operator(), dry_run))
    if not dry_run:
        _write_lists(app_)


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
def check(context: typer.Context) -> None:
    """Tell who lacks a usable address; exit 1 when any does."""
    institutions, people = _known(context)
    faults = missing(institutions, people)
    show(faults or [f"{len(institutions)} institutions, each with whom the letters need"])
    if faults:
        raise typer.Exit(1)


@app.command("list")
def list_(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False
) -> None:
    """Every institution with its office-holders."""
    from bot.cli.output import as_json

    institutions, people = _known(context)
    rows = [_row(one, people.get(one.code, ())) for one in institutions]
    if json:
        as_json(rows)
        return
    for row in rows:
        reached = ", ".join(f"{one['role']} {one['email']} ({one['state']})" for one in row["contacts"])
        typer.echo(f"{row['code']}  {row['name']} ({row['province']}): {reached or 'nobody known'}")


def missing(institutions: Sequence[Institution], people: Mapping[str, Sequence[Contact]]) -> list[str]:
    """A line for each institution that lacks someone whom its letters go to."""
    lines = []
    for one in institutions:
        there = {person.role for person in people.get(one.code, ()) if person.usable}
        absent = [role.value for role in NEEDED[one.kind] if role not in there]
        if absent:
            lines.append(f"{one.code} {one.formal_name}: no usable address of {' and '.join(absent)}")
    return lines


def _write_lists(app_: "App") -> None:
    """The new people into Contacten at once, unless the service runs: it does that in its next round."""
    from bot.jobs.site.read import SiteReader
    from bot.jobs.site.write import write

    if not app_.config.m365.tenant_id:
        say("no tenant is set yet; `ontour run` writes the lists once it is")
        return
    try:
        with app_.journal.sender_lock():
            SiteReader(app_).read()
            say(f"{write(app_)} list items written")
    except Refused:
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
    return {"code": one.code, "name": one.name, "province": one.province, "contacts": contacts}
