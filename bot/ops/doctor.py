"""Is everything there that the bot needs? A check for each."""

from collections.abc import Callable, Iterator

from bot.app import App
from bot.desk.declarations import DECLARATIONS
from bot.errors import ConfigError, TenantError
from bot.letters.pdf import available
from bot.store import marks


def checks(app: App) -> Iterator[tuple[str, Callable[[], str]]]:
    """Each check by name: it answers what is well, or raises what is not."""
    yield "settings", lambda: f"{app.config.folder}"
    yield "journal", lambda: _journal(app)
    yield "register", lambda: f"{len(app.institutions)} institutions"
    yield "letters", lambda: _letters(app)
    yield "calendar", lambda: f"reaches until {app.send_calendar.covered_until}"
    yield "sign-in", lambda: _token(app)
    yield "site", lambda: app.site.resolve()
    yield "lists", lambda: _lists(app)
    yield "mailbox", lambda: f"{app.config.m365.mailbox}, {len(app.mailbox.folders())} folders"
    yield "approval", lambda: _approval(app)
    yield "alerts", lambda: _alerts(app)


def _journal(app: App) -> str:
    with app.journal.begin() as tx:
        since = marks.get(tx, marks.REBUILDING)
    if since:
        raise ConfigError(f"{app.journal.url}: a rebuild ({since[:16]} UTC) was broken off; run it again")
    return app.journal.url


def _letters(app: App) -> str:
    settings, kinds = app.config.letters, len(app.kinds)
    if settings.format == "docx":
        return f"{kinds} kinds, as Word files"
    if settings.converter == "libreoffice" and not available():
        raise ConfigError("letters.converter is libreoffice but LibreOffice is not here; install it, or choose auto")
    office = available() and settings.converter != "service"
    return f"{kinds} kinds, as PDF by {'LibreOffice' if office else 'Microsoft 365 itself (no LibreOffice is used)'}"


def _token(app: App) -> str:
    app.graph.account.con.token()
    return f"app {app.config.m365.client_id}"


def _lists(app: App) -> str:
    present = app.site.lists()
    absent = [one.name for one in DECLARATIONS if one.name not in present]
    if absent:
        raise TenantError(f"{', '.join(absent)} not in {app.config.m365.site_url}; run `ontour setup`")
    return ", ".join(one.name for one in DECLARATIONS)


def _approval(app: App) -> str:
    settings = app.config.waves
    if not settings.approvers:
        raise ConfigError("waves.approvers is empty, so no wave can be approved; name at least two people")
    trial = "trial mode on" if settings.trial else "trial mode OFF: mail goes to municipalities"
    people = f"by {settings.approval}, {len(settings.approvers)} approvers"
    return f"{people}, cool-down {settings.cool_down_minutes} min, {trial}"


def _alerts(app: App) -> str:
    settings = app.config.alerts
    if not settings.duty:
        raise ConfigError("alerts.duty is not set, so nobody hears of danger at once; set an address")
    return f"duty {settings.duty}, {len(settings.coordinators)} coordinators"
