"""`ontour doctor`: is everything there that the bot needs? A line for each."""

from collections.abc import Callable, Iterator

import typer

from bot.cli.session import Session, session
from bot.errors import ConfigError, OntourError, TenantError

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def doctor(context: typer.Context) -> None:
    """Check all that the bot needs, a line each; exit 1 when something is at fault."""
    faults = 0
    for name, check in checks(session(context)):
        try:
            typer.echo(f"ok     {name}: {check()}")
        except OntourError as fault:
            faults += 1
            typer.echo(f"fault  {name}: {' '.join(str(fault).split())}")
    if faults:
        raise typer.Exit(1)


def checks(current: Session) -> Iterator[tuple[str, Callable[[], str]]]:
    """Each check by name: it answers what is well, or raises what is not."""
    yield "settings", lambda: f"{current.config.folder}"
    yield "journal", lambda: current.app.journal.url
    yield "register", lambda: f"{len(current.app.institutions)} institutions"
    yield "letters", lambda: _letters(current)
    yield "calendar", lambda: f"reaches until {current.app.send_calendar.covered_until}"
    yield "sign-in", lambda: _token(current)
    yield "site", lambda: current.app.site.resolve()
    yield "lists", lambda: _lists(current)
    yield "mailbox", lambda: f"{current.config.m365.mailbox}, {len(current.app.mailbox.folders())} folders"
    yield "approval", lambda: _approval(current)
    yield "alerts", lambda: _alerts(current)


def _letters(current: Session) -> str:
    from bot.letters.pdf import available

    settings, kinds = current.config.letters, len(current.app.kinds)
    if settings.format == "docx":
        return f"{kinds} kinds, as Word files"
    if settings.converter == "libreoffice" and not available():
        raise ConfigError("letters.converter is libreoffice but LibreOffice is not here; install it, or choose auto")
    office = available() and settings.converter != "service"
    return f"{kinds} kinds, as PDF by {'LibreOffice' if office else 'Microsoft 365 itself (no LibreOffice is used)'}"


def _token(current: Session) -> str:
    current.app.graph.account.con.token()
    return f"app {current.config.m365.client_id}"


def _lists(current: Session) -> str:
    from bot.desk.declarations import DECLARATIONS

    present = current.app.site.lists()
    absent = [one.name for one in DECLARATIONS if one.name not in present]
    if absent:
        raise TenantError(f"{', '.join(absent)} not in {current.config.m365.site_url}; run `ontour setup`")
    return ", ".join(one.name for one in DECLARATIONS)


def _approval(current: Session) -> str:
    settings = current.config.waves
    if not settings.approvers:
        raise ConfigError("waves.approvers is empty, so no wave can be approved; name at least two people")
    trial = "trial mode on" if settings.trial else "trial mode OFF: mail goes to municipalities"
    people = f"by {settings.approval}, {len(settings.approvers)} approvers"
    return f"{people}, cool-down {settings.cool_down_minutes} min, {trial}"


def _alerts(current: Session) -> str:
    settings = current.config.alerts
    if not settings.duty:
        raise ConfigError("alerts.duty is not set, so nobody hears of danger at once; set an address")
    return f"duty {settings.duty}, {len(settings.coordinators)} coordinators"
