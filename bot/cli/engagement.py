"""`ontour engagement`: how each institution stands, and why."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import operator, say, session, show
from bot.errors import DataError, Refused
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
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV or xlsx: gemeente (or cbs_code), status, datum, toelichting.")
    ],
    by: By = "",
) -> None:
    """Take over a tour that is under way from a table.

    Its statuses are a person's word. Municipalities that the table does not name stay as they are, and so does what a
    person set in the list: there the table's status becomes the proposal. Who was written to gets no first letter. A
    file with a fault changes nothing.
    """
    from bot.jobs.opening import import_opening

    app_ = session(context).app
    _read_lists(app_)
    done = import_opening(app_, file, operator(by))
    if not done.set and not done.kept:
        show(["nothing changed: each row says what it said when it was imported before"])
        return
    show([f"statuses set: {len(done.set)}"])
    if done.unchanged:
        show([f"as imported before: {len(done.unchanged)}"])
    for code in done.kept:
        name = app_.institutions[code].name
        show([f"{code} {name}: left as it stands, which is newer or a person's; the file's status is the proposal"])


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


def _read_lists(app_: "App") -> None:
    """What people changed in the lists comes before a table. Where the service runs it has read them just now."""
    from bot.jobs.site.read import SiteReader

    if not app_.config.m365.tenant_id:
        return
    try:
        with app_.journal.sender_lock():
            SiteReader(app_).read()
    except Refused:
        say("`ontour run` is at work here; it writes the lists in its next round")


def _set(app_: "App", tx: "Connection", code: str, status: Status, actor: Actor) -> None:
    from bot.engagement.machine import set_by_person
    from bot.store import engagements, events

    before = engagements.get(tx, code)
    after = set_by_person(before, status, app_.now(), actor).engagement
    engagements.put(tx, after)
    data = {"before": before.status.value, "after": after.status.value}
    cause = {"command": "engagement set"}
    events.record(tx, app_.now(), "person_set", actor=actor, institution=code, cause=cause, data=data)
