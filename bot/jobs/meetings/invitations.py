"""One invitation for each talk that was chosen: planned in the outbox, laid once, in doubt looked for by its key."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.meetings.talks import INVITATION, invitation_key, offered_of
from bot.jobs.sending import outcome
from bot.jobs.traces import of_offer
from bot.m365.events import EventDraft, EventState
from bot.m365.graph import Part, Result
from bot.m365.mail import Address
from bot.models.contact import Role
from bot.store import contacts, offers, outbox
from bot.store.offers import Offered, OfferState
from bot.store.outbox import Effect, State

INVITED = (Role.BURGEMEESTER, Role.GRIFFIER, Role.COMMISSARIS, Role.STATENGRIFFIER)


def plan(app: App, tx: Connection) -> None:
    """A row for each chosen time that has none."""
    known = outbox.keys(tx, INVITATION)
    for one in offers.in_state(tx, OfferState.CHOSEN):
        if invitation_key(one) not in known:
            _plan_one(app, tx, one)


def _plan_one(app: App, tx: Connection, one: Offered) -> None:
    people = [each for each in contacts.of_institution(tx, one.code) if each.usable and each.role in INVITED]
    payload = {
        "to": [each.email for each in people],
        "cc": [one.slot.adviser] if one.slot.adviser else [],
        "offer": one.id,
    }
    effect = Effect(invitation_key(one), INVITATION, app.config.m365.mailbox, app.now(), one.code, payload=payload)
    outbox.add(tx, effect, app.now())


def prepare(app: App, effects: Sequence[Effect]) -> list[tuple[Effect, Part]]:
    """What is still to be laid, as requests. One in doubt that stands in the calendar counts as sent."""
    unsure = [one.key for one in effects if one.state is State.SENDING]
    found = app.calendar.find_by_key(unsure) if unsure else {}
    ready = []
    with app.journal.begin() as tx:
        for effect in effects:
            offered, present = offered_of(tx, effect), _standing(found.get(effect.key, ()))
            if present is not None:
                outcome.sent(app, tx, effect, app.now(), graph_id=present.id)
            elif offered is None or offered.state is not OfferState.CHOSEN:
                outcome.dropped(app, tx, effect, "niet meer gekozen", app.now())
            elif offered.slot.start <= app.now():
                outcome.held(app, tx, effect, "het tijdstip is voorbij", app.now())
            else:
                ready.append((effect, app.calendar.create_part(_meeting(app, effect, offered))))
    return ready


def done(app: App, tx: Connection, effect: Effect, result: Result) -> None:
    """It stands in the calendar, and all were told."""
    outcome.sent(app, tx, effect, app.now(), graph_id=str(result.body["id"]))


def _standing(found: Iterable[EventState]) -> EventState | None:
    return next((one for one in found if not one.cancelled), None)


def _meeting(app: App, effect: Effect, one: Offered) -> EventDraft:
    institution = app.institutions[one.code]
    people = dict.fromkeys([*effect.payload["to"], one.slot.adviser])
    return EventDraft(
        key=effect.key,
        subject=app.config.meetings.event_subject,  # neutral: many people read calendars
        start=one.slot.start,
        end=one.slot.end,
        attendees=tuple(Address(email) for email in people if email),
        location=f"Gemeentehuis {institution.visit_place.title() or institution.name}",
        html=f"<p>Verkennend gesprek met het {app.config.sender.team}. Vragen? Bel {app.config.sender.phone}.</p>",
        trace=of_offer(one),
    )
