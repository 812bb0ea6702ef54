"""`ontour meetings`: offered times and booked talks."""

from datetime import datetime
from typing import Annotated, Any

import typer

from bot.cli.session import operator, session, show
from bot.errors import DataError, Refused

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Offered times and booked talks."
)


@app.command()
def book(
    context: typer.Context,
    municipality: Annotated[str, typer.Argument(metavar="MUNICIPALITY", help="Name or code.")],
    option: Annotated[
        int | None, typer.Option(metavar="N", min=1, max=3, help="The offered time that was chosen.")
    ] = None,
    at: Annotated[str, typer.Option(metavar="ISO", help="Or another time, like 2026-10-01T10:00.")] = "",
    by: Annotated[str, typer.Option(metavar="ADDRESS", help="Who books.")] = "",
) -> None:
    """Book a first talk as agreed by phone.

    Invitation and confirmation follow with the next round.
    """
    from bot.cli.institution import find
    from bot.jobs.meetings.choose import book_other, choose_option, other_times

    if (option is None) == (not at):
        raise typer.BadParameter("give either --option or --at")
    app_ = session(context).app
    code, actor, cause = find(app_, municipality).code, operator(by), {"command": "meetings book"}
    times = other_times(app_, code, [_moment(at)]) if at else []
    if at and not times:
        raise Refused(f"{municipality}: no adviser is free at {at}, or it lies behind us; choose another time")
    with app_.journal.begin() as tx:
        if option is not None:
            done = choose_option(app_, tx, code, [option], actor, cause, answers=None)
        else:
            done = book_other(app_, tx, code, times[0], actor, cause, answers=None)
        if not done:  # raised inside, so that nothing of it stays
            raise Refused(f"{municipality}: that time is not held any more, or a talk stands; see `meetings list`")
    show([f"{code}: booked"])


@app.command()
def sync(context: typer.Context) -> None:
    """Bring the shared calendar in line, both ways.

    Holds and invitations are written; what people moved or removed in Outlook is read back.
    """
    from bot.jobs.meetings import calendar
    from bot.jobs.meetings.read_back import CalendarReader
    from bot.jobs.site.read import SiteReader

    app_ = session(context).app
    with app_.journal.sender_lock():  # invitations reach people: one sender at a time
        SiteReader(app_, ("Bediening", "Golven")).read()  # Noodstop and standing approvals, read just before
        reader = CalendarReader(app_)
        changed, held = reader.absorb(app_.graph.batch(reader.parts())), calendar.passed(app_)
        done = calendar.reconcile(app_)
    show(
        [
            f"{changed} changed by people, {held} talks held, {done.booked} invitations, "
            f"{done.holds} holds laid, {done.removed} removed"
        ]
    )


@app.command("list")
def list_(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False
) -> None:
    """Booked talks and offered times that are still held, by time."""
    from bot.cli.output import as_json
    from bot.store import offers
    from bot.store.offers import OfferState

    app_ = session(context).app
    with app_.journal.begin() as tx:
        rows = [_row(app_, one) for one in offers.in_state(tx, OfferState.CHOSEN, OfferState.HELD)]
    as_json(rows) if json else show([_line(row) for row in rows] or ["nothing offered or booked"])


def _row(app_: Any, one: Any) -> dict[str, Any]:
    return {
        "code": one.code,
        "municipality": app_.institutions[one.code].name,
        "state": "booked" if one.state.value == "chosen" else "held",
        "start": one.slot.start,
        "end": one.slot.end,
        "adviser": one.slot.adviser,
        "kenmerk": one.kenmerk,
        "option": one.slot.n,
    }


def _line(row: dict[str, Any]) -> str:
    from bot.cli.output import moment

    what = f"{moment(row['start'])}  {row['state']:6}  {row['code']} {row['municipality']}"
    return f"{what}  {row['adviser']}  {row['kenmerk']}"


def _moment(text: str) -> datetime:
    from bot.clock import AMSTERDAM

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise DataError(f"--at {text}: not a moment; write 2026-10-01T10:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)
