"""`ontour wave`: plan, approve and steer waves of letters. The sending itself is in wave_send."""

from datetime import datetime
from typing import Annotated, Any

import typer

from bot.cli.session import operator, session, show
from bot.errors import DataError, Refused

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Plan, approve and send waves of letters."
)

Wave = Annotated[int, typer.Argument(metavar="WAVE", help="Its number, see `wave show`.")]
By = Annotated[str, typer.Option(metavar="ADDRESS", help="Who does it.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why, for the journal.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


_HINT = "; mend it, or use --without-exceptions where someone lacks an address"


@app.command()
def plan(
    context: typer.Context,
    province: Annotated[list[str], typer.Option(metavar="NAME", help="A province; may be repeated.")],
    letter: Annotated[str, typer.Option(metavar="KIND", help="The letter kind, like uitnodiging.")],
    by: By,
    name: Annotated[str, typer.Option(metavar="TEXT", help="A name for people.")] = "",
    send_from: Annotated[str, typer.Option(metavar="ISO", help="Not before this day or moment.")] = "",
    without_exceptions: Annotated[
        bool, typer.Option("--without-exceptions", help="Leave out who cannot be written to, and go on.")
    ] = False,
    json: Json = False,
) -> None:
    """Choose who gets a letter, make offers and letters, seal them."""
    from bot.cli.institution import check_provinces
    from bot.cli.output import as_json
    from bot.jobs.waves.planning import plan_command
    from bot.models.wave import WaveState

    app_ = session(context).app
    check_provinces(province)
    made = plan_command(
        app_,
        province,
        letter,
        operator(by),
        name=name,
        send_from=_moment(send_from),
        without_exceptions=without_exceptions,
    )
    if made.state is not WaveState.SEALED:
        with app_.journal.begin() as tx:
            raise DataError(f"wave {made.id} is not sealed: {_in_one_line(made.id, _facts(tx, made.id))}{_HINT}")
    if json:
        as_json({"wave": made.id, "letters": made.letters, "hash": made.seal})
    else:
        show([f"wave {made.id}: {made.letters} letters, hash {made.seal}"])


@app.command("show")
def show_(
    context: typer.Context,
    wave: Annotated[int | None, typer.Argument(metavar="WAVE", help="Its number; none: all waves.")] = None,
    json: Json = False,
) -> None:
    """All waves, or one with who is left out and what became of it."""
    from bot.cli import wave_show

    wave_show.show_one(session(context).app, wave, json) if wave else wave_show.show_all(session(context).app, json)


@app.command()
def approve(
    context: typer.Context,
    wave: Wave,
    by: By,
    hash_: Annotated[str, typer.Option("--hash", metavar="HASH", help="As `wave plan` gave it.")],
) -> None:
    """Approve a sealed wave, as a second person.

    Only where `waves.approval` is `command`; else people approve in the list Golven.
    """
    from bot.cli.output import moment
    from bot.jobs.waves.approval import by_command

    app_ = session(context).app
    by_command(app_, wave, hash_, operator(by))
    with app_.journal.begin() as tx:
        show([f"wave {wave}: approved by {by}; nothing leaves before {moment(_facts(tx, wave)['not_before'])}"])


@app.command()
def send(
    context: typer.Context,
    wave: Wave,
    outside_window: Annotated[
        bool, typer.Option("--outside-window", help="Send although it is no time to; the journal keeps that.")
    ] = False,
) -> None:
    """Send what is due, until nothing is. May be killed and run again."""
    from bot.cli.session import say
    from bot.cli.wave_send import send as send_due

    show(send_due(session(context).app, wave, operator(), outside_window, say))


@app.command()
def test(
    context: typer.Context, wave: Wave, to: Annotated[str, typer.Option(metavar="ADDRESS", help="Staff only.")]
) -> None:
    """Mail one letter of the wave to a member of staff."""
    from bot.jobs.waves.control import sample

    sample(session(context).app, wave, to)
    show([f"wave {wave}: a sample to {to} leaves with the next round (`ontour run`)"])


@app.command()
def pause(context: typer.Context, wave: Wave, by: By = "", reason: Reason = "") -> None:
    """Nothing more leaves of this wave until it is resumed."""
    from bot.jobs.waves import control

    control.pause(session(context).app, wave, operator(by), reason)
    show([f"wave {wave}: paused"])


@app.command()
def resume(context: typer.Context, wave: Wave, by: By = "") -> None:
    """Go on with a paused wave, under the same approval."""
    from bot.jobs.waves import control

    control.resume(session(context).app, wave, operator(by))
    show([f"wave {wave}: resumed"])


@app.command()
def cancel(context: typer.Context, wave: Wave, by: By = "", reason: Reason = "") -> None:
    """Break off: what has not left never will. Its offered times are free again."""
    from bot.jobs.waves import control

    control.cancel(session(context).app, wave, operator(by), reason)
    show([f"wave {wave}: cancelled"])


def _facts(tx: Any, wave: int) -> dict[str, Any]:
    from bot.store import waves

    if waves.get(tx, wave) is None:
        raise Refused(f"wave {wave}: not in the journal; `ontour wave show` lists the waves")
    return waves.facts(tx, wave)


def _in_one_line(wave: int, facts: dict[str, Any]) -> str:
    """Its message; of many faults the first few, for `wave show` lists them all."""
    first, *faults = str(facts["message"]).splitlines() or [""]
    more = f" and {len(faults) - 5} more (see `ontour wave show {wave}`)" if len(faults) > 5 else ""
    return f"{first} {'; '.join(one.removeprefix('- ') for one in faults[:5])}{more}".rstrip()


def _moment(text: str) -> datetime | None:
    from bot.clock import AMSTERDAM

    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise DataError(f"--send-from {text}: not a day or moment; write 2026-09-15 or 2026-09-15T10:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)
