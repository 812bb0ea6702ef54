"""The journal's figures for the report."""

from bot.app import App
from bot.jobs.register.force import existing
from bot.models.institution import Kind
from bot.reports.figures import Row
from bot.store import engagements


def rows(app: App) -> list[Row]:
    """One row a municipality that exists."""
    with app.journal.begin() as tx:
        known = existing(app, engagements.all_of(tx))
    codes = [one.code for one in app.institutions.values() if one.kind is Kind.GEMEENTE]
    return [Row(code, known[code].status, known[code].session_held) for code in codes if code in known]
