"""One thing in which list, mailbox, calendar and journal do not say the same, by name and with what to do."""

from dataclasses import dataclass

from bot.app import App


@dataclass(frozen=True, slots=True)
class Drift:
    """`kind` is stable, for scripts; `name` what it concerns, as people know it; `todo` what the administrator does."""

    kind: str
    name: str
    detail: str
    todo: str


RUN = "let `ontour run` do a round"
REBUILD = "stop `ontour run`, then run `ontour rebuild`"


def named(app: App, code: str, also: str = "") -> str:
    """An institution by its name, with the reference of a letter or event."""
    known = app.institutions.get(code)
    name = known.name if known else code or "unknown"
    return f"{name} ({also})" if also else name
