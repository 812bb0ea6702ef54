"""`ontour meetings`: offered times and booked talks."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.session import operator, session, show
from bot.errors import DataError, Refused

if TYPE_CHECKING:
    from bot.app import App
    from bot.models.slot import Slot
    from bot.store.offers import Offered

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Offered times and booked talks."
)


@app.command()
def offer(
    context: typer.Context,
    municipality: Annotated[str, typer.Argument(metavar="MUNICIPALITY", help="Give it new times, by mail.")] = "",
    province: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Show the times that a wave would offer now.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    by: Annotated[str, typer.Option(metavar="ADDRESS", help="Who offers.")] = "",
) -> None:
    """Show a province's possible times, or give a municipality new ones.

    A province's are those that its letters would offer if they left today; nothing is kept of them.
    """
    from bot.cli.output import as_json

    if bool(municipality) == bool(province):
        raise typer.BadParameter("give either a municipality or --province")
    app_ = session(context).app
    found = _planned(app_, province) if province else (_given(app_, municipality, by), ())
    rows = [_option(app_, code, slot) for code, slots in found[0].items() for slot in slots]
    as_json({"offers": rows, "warnings": list(found[1])}) if json else show(
        [*(_line(row) for row in rows), *found[1]] or ["nobody there is without times or a talk"]
    )


def _planned(app_: "App", provinces: list[str]) -> tuple[Any, tuple[str, ...]]:
    from bot.jobs.meetings.offering import make_offers, without_times
    from bot.models.institution import PROVINCE_LETTERS

    unknown = [name for name in provinces if name not in PROVINCE_LETTERS]
    if unknown:
        raise DataError(f"--province {unknown[0]}: no such province; choose one of {', '.join(PROVINCE_LETTERS)}")
    made = make_offers(app_, without_times(app_, provinces), app_.today())
    return made.slots, made.warnings


def _given(app_: "App", municipality: str, by: str) -> Any:
    from bot.cli.institution import find
    from bot.jobs.meetings import renew
    from bot.store import engagements

    one = find(app_, municipality)
    with app_.journal.begin() as tx:
        if renew.has_times(tx, one.code):
            raise Refused(f"{one.name}: times are held or a talk stands; see `meetings list`")
        if engagements.get(tx, one.code).opted_out:
            raise Refused(f"{one.name}: asked for no more mail; phone them and use `meetings book`")
        found = renew.give(app_, [one.code], operator(by), "nieuwe tijden gegeven")
    if not found:
        raise Refused(f"{one.name}: no adviser has time; add advisers (meetings.advisers) or lengthen meetings.weeks")
    return found


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
    """Book a first talk as agreed by phone, or move a booked one.

    Invitation and confirmation, or the change, follow with the next round.
    """
    from bot.cli.institution import find
    from bot.jobs.meetings.choose import book_other, choose_option, other_times
    from bot.jobs.meetings.moves import is_booked, move_talk

    if (option is None) == (not at):
        raise typer.BadParameter("give either --option or --at")
    app_ = session(context).app
    code, actor, cause = find(app_, municipality).code, operator(by), {"command": "meetings book"}
    with app_.journal.begin() as tx:
        if at and is_booked(tx, code):
            if not move_talk(app_, tx, code, _moment(at), actor, cause):
                raise Refused(f"{municipality}: the adviser of this talk is not free at {at}; choose another time")
            show([f"{code}: to be moved"])
            return
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
        done = calendar.reconcile(app_, again=True)
    show(
        [
            f"{changed} changed by people, {held} talks held, {done.booked} invitations, "
            f"{done.cancelled} cancellations, {done.holds} holds laid, {done.removed} removed"
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


def _row(app_: "App", one: "Offered") -> dict[str, Any]:
    state = "booked" if one.state.value == "chosen" else "held"
    return {**_option(app_, one.code, one.slot), "state": state, "kenmerk": one.kenmerk}


def _option(app_: "App", code: str, slot: "Slot") -> dict[str, Any]:
    known = app_.institutions.get(code)
    return {
        "code": code,
        "municipality": known.name if known else code,
        "state": "offer",
        "start": slot.start,
        "end": slot.end,
        "adviser": slot.adviser,
        "kenmerk": "",
        "option": slot.n,
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
