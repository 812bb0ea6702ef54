"""`ontour engagement`: how each institution stands, and why."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import operator, session, show
from bot.errors import DataError
from bot.models.actor import Actor
from bot.models.status import Status

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.app import App

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="How each municipality stands."
)

By = Annotated[str, typer.Option(metavar="ADDRESS", help="Who says so.")]


@app.command()
def sync(context: typer.Context) -> None:
    """Read what people changed in the lists, and write what is due."""
    from bot.jobs.site.read import SiteReader
    from bot.jobs.site.write import write

    app_ = session(context).app
    with app_.journal.sender_lock():  # `ontour run` reads the same lists
        changed, written = SiteReader(app_).read(), write(app_)
    show([f"{changed} items changed by people, {written} written"])


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV with cbs_code, status and maybe session_held.")],
    by: By = "",
) -> None:
    """Set the statuses of a table, as a person's word. Municipalities that it does not name stay as they are."""
    from bot.register.tables import read_table
    from bot.reports.table_csv import read_rows

    app_ = session(context).app
    rows = read_rows(file, app_.institutions.values())
    named = {row.cells.get("cbs_code", "").strip().upper() for row in read_table(file)[1]}
    with app_.journal.begin() as tx:
        for row in rows:
            if row.code in named:
                _set(app_, tx, row.code, row.status, operator(by), row.session_held, source=file.name)
    show([f"statuses set: {len(named)}"])


@app.command("set")
def set_(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="MUNICIPALITY", help="Name or code.")],
    status: Annotated[str, typer.Argument(metavar="STATUS", help="The identifier or the Dutch word.")],
    by: By = "",
) -> None:
    """Set a status by hand; it stands until something happens after it."""
    from bot.cli.institution import find

    app_ = session(context).app
    one, wanted = find(app_, code), _status(status)
    with app_.journal.begin() as tx:
        _set(app_, tx, one.code, wanted, operator(by))
    show([f"{one.code} {one.name}: {wanted.label}"])


@app.command()
def calls(context: typer.Context) -> None:
    """Who is to be called today, in order, with whom to ask for."""
    from bot.engagement.phone import phone_round
    from bot.jobs.register.force import existing
    from bot.store import contacts, engagements

    app_ = session(context).app
    with app_.journal.begin() as tx:
        known = existing(app_, engagements.all_of(tx))
        for code in phone_round(known.values(), app_.today()):
            known_there = contacts.of_institution(tx, code)
            people = ", ".join(f"{one.role.value} {one.last_name} {one.phone}".strip() for one in known_there)
            typer.echo(f"{code}  {app_.institutions[code].name}  {people}")


@app.command()
def history(
    context: typer.Context, municipality: Annotated[str, typer.Argument(metavar="MUNICIPALITY", help="Name or code.")]
) -> None:
    """Why a municipality stands as it does: all that happened, by whom."""
    from bot.cli.institution import find
    from bot.engagement.history import explain
    from bot.store import events

    app_ = session(context).app
    one = find(app_, municipality)
    with app_.journal.begin() as tx:
        lines = explain(events.of_institution(tx, one.code))
    show(lines or [f"{one.formal_name}: er is nog niets gebeurd"])


def _status(text: str) -> Status:
    try:
        return Status.parse(text)
    except ValueError:
        known = ", ".join(one.value for one in Status)
        raise DataError(f"status {text!r} does not exist; choose one of {known}, or its Dutch word") from None


def _set(
    app_: "App", tx: "Connection", code: str, status: Status, actor: Actor, session_held: bool = False, source: str = ""
) -> None:
    from dataclasses import replace

    from bot.engagement.machine import set_by_person
    from bot.store import engagements, events

    before = engagements.get(tx, code)
    after = set_by_person(before, status, app_.now(), actor).engagement
    engagements.put(tx, replace(after, session_held=after.session_held or session_held))
    cause = {"command": "engagement import" if source else "engagement set", **({"file": source} if source else {})}
    data = {"before": before.status.value, "after": status.value}
    events.record(tx, app_.now(), "person_set", actor=actor, institution=code, cause=cause, data=data)
