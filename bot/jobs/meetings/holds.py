"""Holds: tentative events without attendees in the shared calendar, one for each time that a letter offers."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.meetings.talks import invitation_key, invitations, tell, told, untell
from bot.jobs.traces import of_offer
from bot.m365.events import EventDraft, EventState
from bot.m365.graph import Doubtful, Part, Result
from bot.models.actor import SomeoneInMailbox
from bot.store import events, offers, outbox
from bot.store.offers import Offered, OfferState

REFUSED = "refused:hold"
NOT_LAID = "de agenda weigert de vastgehouden tijden; houd ze zelf vrij of laat de beheerder kijken"
NOT_REMOVED = "de agenda weigert een vastgehouden tijd te verwijderen; haal die zelf uit de agenda"


def key(one: Offered) -> str:
    """What the event of a hold carries, so that it is found again."""
    return f"hold:{one.id}"


def lay(app: App, *, again: bool = False) -> int:
    """Lay what lacks; answers how many. What the calendar refused is asked anew only with `again`."""
    with app.journal.begin() as tx:
        rows = [one for one in _bare(app, tx) if again or not told(tx, one.code, REFUSED, _cause(one, "lay"))]
    answers = _batch(app, [app.calendar.create_part(_draft(app, one)) for one in rows])
    repeated = [key(one) for one, result in zip(rows, answers, strict=False) if result.status == 409]
    found = app.calendar.find_by_key(repeated) if repeated else {}
    count = 0
    with app.journal.begin() as tx:
        for one, result in zip(rows, answers, strict=False):
            known = found.get(key(one), [])
            if result.ok or known:
                offers.set_event(tx, one.id, result.body["id"] if result.ok else known[0].id)
                untell(tx, one.code, NOT_LAID)
                count += 1
            elif refused(result):
                tell(app, tx, one.code, REFUSED, NOT_LAID, _cause(one, "lay"))
    return count


def remove(app: App, *, again: bool = False) -> int:
    """Take away those that stand for nothing any more; answers how many."""
    with app.journal.begin() as tx:
        rows = [one for one in _void(tx) if again or not told(tx, one.code, REFUSED, _cause(one, "remove"))]
    answers = _batch(app, [app.calendar.delete_part(one.event_id or "") for one in rows])
    count = 0
    with app.journal.begin() as tx:
        for one, result in zip(rows, answers, strict=False):
            if result.ok or result.status == 404:
                offers.set_event(tx, one.id, None)
                untell(tx, one.code, NOT_REMOVED)
                count += 1
            elif refused(result):
                tell(app, tx, one.code, REFUSED, NOT_REMOVED, _cause(one, "remove"))
    return count


def refused(result: Result) -> bool:
    """Refused for good: asking again would say the same."""
    return 400 <= result.status < 500 and result.status != 429


def _batch(app: App, parts: Sequence[Part]) -> list[Result]:
    """Nothing is known after a lost connection: the next round asks again (a key lays one event)."""
    try:
        return app.graph.batch(parts) if parts else []
    except Doubtful:
        return []


def _bare(app: App, tx: Connection) -> list[Offered]:
    """Times held for an institution that knows of them, without an event yet."""
    rows = offers.in_state(tx, OfferState.HELD, laid=False)
    rows = [one for one in rows if one.slot.start > app.now() and one.code in app.institutions]
    left = outbox.sent_keys(tx, "letter") | outbox.sent_keys(tx, "answer") if rows else frozenset()
    return [one for one in rows if _carrier(one) in left]


def _carrier(one: Offered) -> str:
    """The outbox key of what told the institution of this time: a letter, or a new offer by mail."""
    _, colon, number = one.kenmerk.partition(":")
    return f"answer:nieuw-voorstel:{one.code}:{number}" if colon else one.kenmerk


def _void(tx: Connection) -> list[Offered]:
    """Events of times that are neither held nor about to become a meeting. A meeting is never among them."""
    left = invitations(tx)
    rows = offers.in_state(tx, OfferState.CHOSEN, OfferState.RELEASED, OfferState.PAST, laid=True)
    void = []
    for one in rows:
        invitation = left.get(invitation_key(one))
        if invitation is not None and invitation.graph_id == one.event_id:
            offers.set_event(tx, one.id, None)  # a meeting: cancelled, never deleted
        elif one.state is not OfferState.CHOSEN or invitation is not None:
            void.append(one)
    return void


def _draft(app: App, one: Offered) -> EventDraft:
    institution = app.institutions[one.code]
    subject = f"Vastgehouden: {app.config.meetings.event_subject} {institution.name}"
    return EventDraft(key(one), subject, one.slot.start, one.slot.end, show_as="tentative", trace=of_offer(one))


def _cause(one: Offered, what: str) -> dict[str, object]:
    return {"offer": one.id, "hold": what}


def moved_or_gone(app: App, tx: Connection, seen: Mapping[str, EventState | None]) -> None:
    """A person took a hold away or moved it: that time is offered no longer, and the event is theirs from now on."""
    for one in offers.in_state(tx, OfferState.HELD, laid=True):
        if one.event_id is None or one.event_id not in seen:
            continue
        event = seen[one.event_id]
        if event is not None and not event.cancelled and (event.start, event.end) == (one.slot.start, one.slot.end):
            continue
        offers.release_one(tx, one)
        offers.set_event(tx, one.id, None)
        what = "verwijderd" if event is None or event.cancelled else "verplaatst"
        reason = f"iemand heeft de vastgehouden tijd van optie {one.slot.n} {what}: die optie vervalt"
        actor = SomeoneInMailbox(app.config.m365.mailbox)
        cause = {"offer": one.id, "calendar_event": one.event_id}
        data = {"reason": reason}
        events.record(tx, app.now(), "hold_changed", actor=actor, institution=one.code, cause=cause, data=data)
