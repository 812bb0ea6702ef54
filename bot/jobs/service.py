"""`ontour run`: APScheduler ticks the jobs that the demo ticks in simulated time. One process, one job at a time."""

import logging
import signal
import threading
from types import FrameType

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bot.app import App
from bot.errors import OntourError, TenantError
from bot.jobs.places import places
from bot.jobs.round import drain, round_
from bot.jobs.sending import owner

LOG = structlog.get_logger()


def run(app: App, once: bool) -> None:
    """One round, or rounds until SIGTERM or SIGINT: the step in hand is finished first.

    Refused when another process sends from this journal, or when the mailbox is another journal's.
    """
    with app.journal.sender_lock():
        if once:
            _once(app)
        else:
            _serve(app)


def _once(app: App) -> None:
    try:
        LOG.info("round", **vars(round_(app)))
    except OntourError:
        raise
    except Exception as fault:  # its own words may quote a mail
        raise OntourError(
            f"round: it stumbled ({places(fault)}); what it had done stands: report this, run again"
        ) from None


def _serve(app: App) -> None:
    try:
        owner.introduce(app)
    except TenantError as fault:  # it may be back at the next tick
        LOG.warning("tenant", reason=str(fault))
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    # a round that takes longer than its interval is no fault: the next tick waits (`coalesce`)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # one worker: jobs never overlap; a tick missed while another ran is run once, late or not
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="UTC",
    )
    schedule = app.config.schedule
    scheduler.add_job(_guarded, "interval", args=[app, "round"], seconds=schedule.round_seconds, id="round")
    scheduler.add_job(_guarded, "interval", args=[app, "send"], seconds=schedule.send_seconds, id="send")
    _guarded(app, "round")
    scheduler.start()
    LOG.info("running", mailbox=app.config.m365.mailbox, site=app.config.m365.site_url)
    stopped.wait()
    scheduler.shutdown(wait=True)
    LOG.info("stopped")


def _guarded(app: App, name: str) -> None:
    """A job that fails is reported and tried again at its next tick; nothing it had claimed is lost."""
    try:
        if name == "round":
            done = round_(app)
            if not done.quiet:
                LOG.info("round", **vars(done))
        else:
            drain(app)
    except OntourError as fault:
        LOG.warning("job failed", job=name, reason=str(fault))
    except Exception as fault:
        LOG.error("job stumbled", job=name, fault=places(fault))
