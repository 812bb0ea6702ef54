"""The daily mail to the coordinators: what waits for them, and how the tour stands. No text of a mail is in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reports.dutch import HEADS, TOTAL, cells, day
from bot.reports.figures import Report
from bot.reports.page import TEMPLATES


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: `what` in a few words ("Gemeente Assen: wil gesprek"), where to act, for how many days."""

    what: str
    link: str = ""
    days: int = 0
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Agenda:
    """What waits for people on a day. `calls` is the number of municipalities in the phone round."""

    mails: tuple[Waiting, ...] = ()
    waves: tuple[Waiting, ...] = ()
    follow_ups: tuple[Waiting, ...] = ()
    talks: tuple[Waiting, ...] = ()
    faults: tuple[Waiting, ...] = ()
    calls: int = 0

    @property
    def count(self) -> int:
        """How many things wait for a decision."""
        return len(self.mails) + len(self.waves) + len(self.faults)


@dataclass(frozen=True, slots=True)
class Digest:
    """A mail to staff in both forms; they say the same."""

    subject: str
    text: str
    html: str


def digest(agenda: Agenda, report: Report, site_url: str = "") -> Digest:
    """The mail of the day. Urgent things stand first, then what waits longest."""
    facts = {
        "day": day(report.as_of),
        "sections": _sections(agenda),
        "calls": agenda.calls,
        "report": report,
        "provinces": [(name, cells(part)) for name, part in report.provinces if part.approached],
        "heads": HEADS,
        "total": TOTAL,
        "totals": cells(report.totals),
        "site": site_url,
        "waited": _waited,
        "nothing": not agenda.count,
    }
    text, html = (TEMPLATES.get_template(name).render(facts).strip() + "\n" for name in ("digest.txt", "digest.html"))
    return Digest(_subject(agenda, day(report.as_of)), text, html)


def _subject(agenda: Agenda, on: str) -> str:
    urgent = sum(one.urgent for one in agenda.mails)
    if urgent:
        return f"SPOED: {urgent} {'bericht vraagt' if urgent == 1 else 'berichten vragen'} direct uw aandacht ({on})"
    if not agenda.count:
        return f"De tour op {on}: er wacht niets op u"
    return f"De tour op {on}: {agenda.count} {'zaak wacht' if agenda.count == 1 else 'zaken wachten'} op u"


def _sections(agenda: Agenda) -> list[tuple[str, list[Waiting]]]:
    named = (
        ("Berichten in Postbak waarover u beslist", agenda.mails),
        ("Golven die op iemand wachten", agenda.waves),
        ("Meldingen van de bot", agenda.faults),
        ("Vandaag op terugkomen", agenda.follow_ups),
        ("Gesprekken vandaag en morgen", agenda.talks),
    )
    return [(head, _ordered(items)) for head, items in named if items]


def _ordered(items: Sequence[Waiting]) -> list[Waiting]:
    return sorted(items, key=lambda one: (not one.urgent, -one.days))


def _waited(days: int) -> str:
    return f" (wacht {days} {'dag' if days == 1 else 'dagen'})" if days else ""
