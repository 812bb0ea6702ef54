"""`ontour demo`: the whole tour on a sandbox tenant, months in less than a minute."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as day_time
from pathlib import Path

from rich.console import Console

from bot.app import App, build
from bot.clock import AMSTERDAM, TenantClock
from bot.config import load
from bot.demo_contacts import contacts
from bot.demo_progress import Progress
from bot.errors import DataError, OntourError
from bot.jobs.figures import rows
from bot.jobs.register.importing import import_file
from bot.jobs.round import Round, round_
from bot.jobs.setup import setup
from bot.jobs.site.write import write
from bot.models.actor import Operator
from bot.models.institution import Kind
from bot.register.contacts import write_contacts
from bot.reports.figures import figures
from bot.reports.page import page
from bot.reports.table import table
from bot.reports.xlsx import xlsx
from bot.store import outbox, waves

START = datetime(2026, 8, 31, 8, 0, tzinfo=AMSTERDAM)
WEEKS = 17
STEP = timedelta(minutes=270)
"""The tour goes from event to event, but looks no more often than this."""


def run(out: Path, provinces: tuple[str, ...], seed: int, pdf: bool, record: Path | None) -> None:
    """Run the tour, show its progress, and leave letters, report.json, report.xlsx and tour.html in `out`."""
    console = Console(width=None if sys.stdout.isatty() else 100)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise DataError(f"--out {out}: cannot be made a folder ({fault.strerror}); choose another") from None
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="ontour-demo-", dir=_memory()) as folder,
        tenant(Path(folder), provinces, seed, record) as ready,
    ):
        app = _app(Path(folder), ready, pdf)
        _prepare(app, Path(folder), seed)
        _tour(app, console)
        _results(app, out, console)
    console.print(f"{time.monotonic() - began:.0f} s; resultaten in {out}/")


def _memory() -> str | None:
    """A folder in memory where the machine has one: the demo's journal is gone with it anyway."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@contextmanager
def tenant(folder: Path, provinces: tuple[str, ...], seed: int, record: Path | None) -> Iterator[Path]:
    """A sandbox tenant with its people, as a process of its own."""
    ready = folder / "ready.json"
    command = [sys.executable, "-m", "bot.sandbox", "serve", "--ready", str(ready), "--people", "simulated"]
    knobs = [f"clock={START.isoformat()}", "clock_speed=0", f"seed={seed}", f"provinces={json.dumps(provinces)}"]
    for knob in knobs:
        command += ["--set", knob]
    if record:
        command += ["--record", str(record.absolute())]
    with open(folder / "sandbox.log", "w", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=Path(__file__).resolve().parent.parent)
        try:
            _await(ready, process, folder / "sandbox.log")
            yield ready
        finally:
            process.terminate()
            process.wait(20)


def _await(ready: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            last = log.read_text(encoding="utf-8").strip().splitlines()[-1:] or ["no message"]
            raise OntourError(f"the sandbox tenant did not start: {last[0]}")
        time.sleep(0.02)


def _app(folder: Path, ready: Path, pdf: bool) -> App:
    overrides = [
        f"m365.sandbox={ready}",
        "clock.source=sandbox",
        f"store.url=sqlite:///{folder}/journal.sqlite",
        "waves.trial=false",
        f"letters.format={'pdf' if pdf else 'docx'}",
    ]
    return build(load(overrides=overrides))


def _prepare(app: App, folder: Path, seed: int) -> None:
    setup(app)
    file = folder / "contacts.csv"
    write_contacts(file, tuple(contacts(app.institutions.values(), seed)))
    import_file(app, file, Operator("demo", "localhost"), False)
    write(app)


def _tour(app: App, console: Console) -> None:
    end = START + timedelta(weeks=WEEKS)
    total = Round()
    with app.journal.sender_lock(), Progress(console) as progress:
        while app.now() < end:
            done = round_(app)
            total.mails, total.sent = total.mails + done.mails, total.sent + done.sent
            if not done.quiet:
                progress.show(app, total)
            app.clock.sleep_until(min(_next(app), end))


def _next(app: App) -> datetime:
    """The next moment worth a round: when something falls due in the tenant, or a send that waits for the pace."""
    assert isinstance(app.clock, TenantClock)
    now = app.now()
    with app.journal.begin() as tx:
        waiting = outbox.in_state(tx, (outbox.State.DRAFTED,), kinds=("letter", "answer"), limit=1)
    due = app.clock.next_due() or now + timedelta(days=1)
    if waiting and app.send_calendar.is_working_day(app.today()) and 9 <= now.astimezone(AMSTERDAM).hour < 17:
        return now + timedelta(seconds=61)
    return max(due, _awake(now + STEP))


def _awake(moment: datetime) -> datetime:
    """Nights are skipped: nobody acts and nothing may leave."""
    local = moment.astimezone(AMSTERDAM)
    if local.hour >= 18:
        local = datetime.combine(local.date() + timedelta(days=1), day_time(8), AMSTERDAM)
    elif local.hour < 8:
        local = datetime.combine(local.date(), day_time(8), AMSTERDAM)
    return local.astimezone(UTC)


def _results(app: App, out: Path, console: Console) -> None:
    municipalities = [one for one in app.institutions.values() if one.kind is Kind.GEMEENTE]
    found = rows(app)
    report = figures(found, municipalities, app.today())
    (out / "report.json").write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1), encoding="utf-8")
    (out / "report.xlsx").write_bytes(xlsx(report, found, municipalities))
    (out / "tour.html").write_text(page(report, found, municipalities), encoding="utf-8")
    letters = out / "letters"
    letters.mkdir(exist_ok=True)
    for left in letters.glob("OTWB-*"):  # of an earlier run, maybe of other provinces
        left.unlink()
    with app.journal.begin() as tx:
        for effect in outbox.in_state(tx, (outbox.State.SENT,), kinds=("letter",)):
            letter = waves.get_letter(tx, effect.key)
            if letter is not None and letter.document is not None:
                name = f"{letter.kenmerk}{Path(letter.document_name).suffix}"
                (letters / name).write_bytes(letter.document)
    console.print(table(report))
