"""Who comes to a booked talk and who does not: shown to a person, in Melding, Voorstel and history.

What was last shown is kept with the invitation, so that the same answers are told once.
"""

from dataclasses import replace

from sqlalchemy import Connection

from bot.app import App
from bot.clock import AMSTERDAM
from bot.jobs.meetings.talks import Talk, untell
from bot.jobs.notices import staff_mail
from bot.m365.events import Attendee as Invited
from bot.m365.events import EventState
from bot.meetings import answers
from bot.meetings.answers import Attendee, ReadBack, Response
from bot.models.actor import SomeoneInMailbox
from bot.store import contacts, engagements, events, outbox
from bot.store.outbox import State

DECIDE = "besluit wat er gebeurt en verzet of annuleer de afspraak zo nodig in Outlook"
URGENT = "DRINGEND: geen adviseur voor dit gesprek"


def present_talk(app: App, tx: Connection, talk: Talk, event: EventState | None) -> answers.Talk | None:
    """The event as the room `meetings` reads it."""
    if event is None:
        return None
    people = {one.email.casefold(): one.role.value for one in contacts.of_institution(tx, talk.offered.code)}
    team = {one.casefold() for one in (*app.config.meetings.advisers, talk.offered.slot.adviser)}
    attendees = tuple(_attendee(one, people, team) for one in event.attendees)
    return answers.Talk(event.start, event.end, attendees, event.cancelled)


def _attendee(one: Invited, people: dict[str, str], team: set[str]) -> Attendee:
    email, ours = one.email.casefold(), one.email.casefold() in team
    role = f"de {people[email]}" if email in people else "een genodigde"
    response = Response(one.response.casefold()) if one.response.casefold() in set(Response) else Response.NONE
    return Attendee(
        f"adviseur {one.name or one.email}" if ours else role,
        response,
        ours,
        one.proposed[0] if one.proposed else None,
    )


def show(app: App, tx: Connection, talk: Talk, found: ReadBack) -> bool:
    """Bring Melding, Voorstel and history in line with who comes; True when that is news."""
    said = {"notes": list(found.notes), "proposal": found.proposal}
    before = talk.invitation.payload.get("said", {"notes": [], "proposal": ""})
    if said == before:
        return False
    now, code = app.now(), talk.offered.code
    payload = {**talk.invitation.payload, "said": said, "melding": _melding(found)}
    outbox.move(tx, talk.invitation.key, State.SENT, State.SENT, now, payload=payload)
    cause = {"offer": talk.offered.id, "calendar_event": talk.event_id}
    reason = "; ".join(found.notes) or "niemand heeft nog bezwaar"
    actor = SomeoneInMailbox(app.config.m365.mailbox)
    events.record(tx, now, "invitees", actor=actor, institution=code, cause=cause, data={"reason": reason})
    untell(tx, code, talk.invitation.payload.get("melding", ""))
    _put(tx, code, _melding(found), found.proposal, before["proposal"])
    if found.unmanned:
        _call_for_help(app, tx, talk)
    return True


def forget(tx: Connection, talk: Talk) -> None:
    """The talk is called off: what was shown of its invitees is settled."""
    untell(tx, talk.offered.code, talk.invitation.payload.get("melding", ""))
    _put(tx, talk.offered.code, "", "", talk.invitation.payload.get("said", {}).get("proposal", ""))


def _melding(found: ReadBack) -> str:
    if not found.notes:
        return ""
    text = f"{'; '.join(found.notes)}: {DECIDE}"
    return f"{URGENT}. {text}" if found.unmanned else text[0].upper() + text[1:]


def _put(tx: Connection, code: str, melding: str, proposal: str, shown: str) -> None:
    """A proposal of others (a status that a person's stands in the way of) is left alone."""
    known = engagements.get(tx, code)
    after = replace(known, needs_review=melding or known.needs_review)
    if known.proposal in ("", shown):
        after = replace(after, proposal=proposal)
    if after != known:
        engagements.put(tx, after)


def _call_for_help(app: App, tx: Connection, talk: Talk) -> None:
    code, slot = talk.offered.code, talk.offered.slot
    name = app.institutions[code].name if code in app.institutions else code
    when = f"{slot.start.astimezone(AMSTERDAM):%d-%m-%Y %H.%M} uur"
    lines = [
        f"De adviseur van het gesprek met {name} op {when} heeft afgezegd: niemand van ons zou er zijn.",
        "Zoek een andere adviseur, of verzet of annuleer de afspraak in de agenda van de tourpostbus.",
        f"De gemeente staat met een Melding in de lijst Gemeenten: {app.config.m365.site_url}.",
    ]
    key = f"staff:unmanned:{talk.offered.id}:{slot.start:%Y%m%d%H%M}"
    staff_mail(app, tx, key, app.config.alerts.coordinators, f"DRINGEND: gesprek met {name} zonder adviseur", lines)
