"""`ontour status`: how the tour stands, on one screen."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from bot.cli.output import as_json, moment
from bot.cli.session import session, show

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def status(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False
) -> None:
    """Waves, outbox, mails that wait; then where lists, mailbox, calendar and journal do not say the same."""
    app = session(context).app
    facts = _facts(app) | _drift(app)
    as_json(facts) if json else show([*_lines(facts), *_told(facts)])


def _facts(app: Any) -> dict[str, Any]:
    from bot.jobs.register.force import existing
    from bot.models.wave import WaveState
    from bot.store import bookmarks, engagements, marks, messages, outbox, waves

    with app.journal.begin() as tx:
        effects = outbox.in_state(tx, tuple(outbox.State))
        known = existing(app, engagements.all_of(tx))
        return {
            "trial": app.config.waves.trial,
            "rebuilding": marks.get(tx, marks.REBUILDING),
            "lists_read_at": bookmarks.read_at(tx, "list:Bediening"),
            "inbox_read_at": bookmarks.read_at(tx, "mail:inbox"),
            "waves": dict(Counter(one.state.value for one in waves.in_state(tx, tuple(WaveState)))),
            "outbox": dict(sorted(Counter(f"{one.kind} {one.state.value}" for one in effects).items())),
            "statuses": _statuses(known, "GM"),
            "province_statuses": _statuses(known, "PV"),
            "mails_waiting": len(messages.waiting(tx)),
            "mails_urgent": sum(bool(one["urgent"]) for one in messages.waiting(tx)),
        }


def _statuses(known: Mapping[str, Any], prefix: str) -> dict[str, int]:
    """How many institutions of a kind (by the start of their code) are in each status."""
    return dict(Counter(one.status.value for code, one in known.items() if code.startswith(prefix)))


def _drift(app: Any) -> dict[str, Any]:
    """`drift`: each with kind, name, detail and todo; null where the tenant could not be looked at, and why not."""
    from dataclasses import asdict

    from bot.errors import OntourError
    from bot.ops.drift.look import drift

    try:
        return {"drift": [asdict(one) for one in drift(app)], "drift_unknown": ""}
    except OntourError as fault:
        return {"drift": None, "drift_unknown": " ".join(str(fault).split())}


def _told(facts: dict[str, Any]) -> list[str]:
    if facts["drift"] is None:
        return [f"Drift         not looked for: {facts['drift_unknown']}"]
    lines = [f"  {one['kind']}: {one['name']}: {one['detail']}; {one['todo']}" for one in facts["drift"]]
    return [f"Drift         {len(lines) or 'none'}", *lines]


def _lines(facts: dict[str, Any]) -> list[str]:
    def counted(name: str) -> str:
        return ", ".join(f"{number} {key}" for key, number in facts[name].items()) or "none"

    rebuild = f"Rebuild       broken off ({facts['rebuilding'][:16]} UTC): nothing is sent; run `ontour rebuild` again"
    return [
        *([rebuild] if facts["rebuilding"] else []),
        f"Trial mode    {'on: only waves.trial_recipients get mail' if facts['trial'] else 'off'}",
        f"Last read     lists {moment(facts['lists_read_at'])}, inbox {moment(facts['inbox_read_at'])}",
        f"Waves         {counted('waves')}",
        f"Outbox        {counted('outbox')}",
        f"Statuses      {counted('statuses')}",
        f"Provinces     {counted('province_statuses')}",
        f"Mails waiting {facts['mails_waiting']}, of which urgent {facts['mails_urgent']}",
    ]
