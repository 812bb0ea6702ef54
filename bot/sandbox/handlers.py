"""Every part that answers routes or falls due, imported in one place."""

from bot.sandbox import calendar, mail, notifications, people, sharepoint  # noqa: F401
