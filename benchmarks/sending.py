"""A wave of 200 letters: round trips a letter by the outbox, beside the naive draft and send (two a letter)."""

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from benchmarks.tenant import Tenant, tenant
from bot.app import App, build
from bot.config import load
from bot.demo_contacts import contacts
from bot.jobs.register.importing import import_file
from bot.jobs.sending.step import step
from bot.jobs.setup import setup
from bot.jobs.waves import approval, planning
from bot.models.actor import Operator
from bot.register.contacts import write_contacts

PROVINCES = ("Noord-Brabant", "Zuid-Holland", "Limburg", "Drenthe", "Utrecht", "Overijssel")


def run() -> Iterable[str]:
    """The line for the table."""
    with tenant() as here, tempfile.TemporaryDirectory() as folder:
        app = letters_app(here, Path(folder))
        planner, approver = here.ready["team"][:2]
        wave = planning.plan_command(app, PROVINCES, "uitnodiging", Operator("bench", "localhost", planner))
        approval.by_command(app, wave.id, wave.seal, Operator("bench", "localhost", approver))
        before, sent = app.graph.requests, 0
        while (done := step(app, wave=wave.id, outside_window=True)).moved:
            sent += done.sent
        trips = (app.graph.requests - before) / wave.letters
    assert sent >= wave.letters
    line = f"send {wave.letters} letters, limits lifted: {trips:.3f} round trips a letter"
    yield f"{line}, {2 / trips:.1f}x fewer than naive (2)"


def letters_app(here: Tenant, folder: Path, *more: str) -> App:
    """A prepared application on that tenant, approval by command, with further settings."""
    ready = folder / "ready.json"
    ready.write_text(json.dumps(here.ready), encoding="utf-8")
    overrides = [
        f"m365.sandbox={ready}",
        f"store.url=sqlite:///{folder}/journal.sqlite",
        "waves.trial=false",
        "waves.approval=command",
        "waves.cool_down_minutes=0",
        "letters.format=docx",
        "limits.messages_per_minute=100000",
        "limits.recipients_per_day=100000000",
        *more,
    ]
    app = build(load(overrides=overrides))
    setup(app)
    file = folder / "contacts.csv"
    write_contacts(file, tuple(contacts(app.institutions.values(), 1)))
    import_file(app, file, Operator("bench", "localhost"), False)
    return app
