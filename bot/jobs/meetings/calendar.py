"""The shared calendar: holds as they should be, one invitation a booked talk, and what people did with them."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.sending.rules import Verdict, noodstop
from bot.jobs.transitions import happen
from bot.m365.events import EventDraft, EventState
from bot.m365.graph import Doubtful, Part
from bot.m365.mail import Address
from bot.models.actor import Service
from bot.models.contact import Role
from bot.models.status import Event, Status
from bot.store import contacts, engagements, offers, outbox
from bot.store.offers import Offered, OfferState
from bot.store.outbox import Effect, State


@dataclass
class Changes:
    """What a round did in the calendar."""

    holds: int = 0
    removed: int = 0
    booked: int = 0


def reconcile(app: App) -> Changes:
    """Expire, lay and remove holds, invite for what was chosen, withdraw what was called off."""
    done = Changes()
    with app.journal.begin() as tx:
        offers.expire(tx, app.now())
        bare = [one for one in offers.in_state(tx, OfferState.HELD) if one.event_id is None]
        left = outbox.sent_keys(tx, "letter") if bare else frozenset()
        held = [one for one in bare if one.kenmerk in left]
        invited = outbox.keys(tx, "event")
        chosen = [one for one in offers.in_state(tx, OfferState.CHOSEN) if invitation_key(one) not in invited]
        released = [one for one in offers.in_state(tx, OfferState.RELEASED) if one.event_id]
        if noodstop(tx, app.now()):  # a cancellation reaches people: it waits
            released = [one for one in released if not _is_meeting(tx, one)]
        for one in chosen:
            _plan_invitation(app, tx, one)
    done.holds = _lay_holds(app, held)
    done.booked = _invite(app)
    done.removed = _remove(app, released)
    return done


def passed(app: App) -> int:
    """Talks whose end lies behind us: held, unless a person says otherwise."""
    count = 0
    with app.journal.begin() as tx:
        over = [one for one in offers.in_state(tx, OfferState.CHOSEN) if one.slot.end <= app.now()]
        for one in over:
            if not _is_meeting(tx, one):
                continue
            offers.close(tx, one.id)
            if engagements.get(tx, one.code).status is Status.TALK_PLANNED:
                cause = {"offer": one.id, "rule": "het gesprek is voorbij en niet afgezegd"}
                happen(app, tx, one.code, Event.TALK_PASSED, app.now(), Service(), cause)
                count += 1
    return count


def invitation_key(one: Offered) -> str:
    """The outbox key of a talk's invitation."""
    return f"event:{one.id}"


def _is_meeting(tx: Connection, one: Offered) -> bool:
    effect = outbox.get(tx, invitation_key(one))
    return effect is not None and effect.state is State.SENT


def _plan_invitation(app: App, tx: Connection, one: Offered) -> None:
    people = [each for each in contacts.of_institution(tx, one.code) if each.usable]
    wanted = (Role.BURGEMEESTER, Role.GRIFFIER, Role.COMMISSARIS, Role.STATENGRIFFIER)
    to = [each.email for each in people if each.role in wanted]
    payload = {"to": to, "cc": [one.slot.adviser] if one.slot.adviser else [], "offer": one.id}
    effect = Effect(invitation_key(one), "event", app.config.m365.mailbox, app.now(), one.code, payload=payload)
    outbox.add(tx, effect, app.now())


def _lay_holds(app: App, rows: list[Offered]) -> int:
    if not rows:
        return 0
    answers = app.graph.batch([app.calendar.create_part(_hold(app, one)) for one in rows])
    with app.journal.begin() as tx:
        for one, result in zip(rows, answers, strict=True):
            if result.ok:
                offers.set_event(tx, one.id, result.body["id"], result.body.get("@odata.etag", ""))
    return sum(result.ok for result in answers)


def _remove(app: App, rows: list[Offered]) -> int:
    if not rows:
        return 0
    answers = app.graph.batch([_withdrawal(app, one) for one in rows])
    with app.journal.begin() as tx:
        for one, result in zip(rows, answers, strict=True):
            if result.ok or result.status == 404:
                offers.set_event(tx, one.id, None)
    return len(rows)


def _withdrawal(app: App, one: Offered) -> Part:
    with app.journal.begin() as tx:
        was_meeting = _is_meeting(tx, one)
    assert one.event_id is not None
    if was_meeting:
        return app.calendar.cancel_part(one.event_id, "Deze afspraak gaat niet door. We nemen contact met u op.")
    return app.calendar.delete_part(one.event_id)


def _invite(app: App) -> int:
    now, sent = app.now(), 0
    with app.journal.begin() as tx:
        due = list(outbox.in_state(tx, (State.PLANNED, State.SENDING), kinds=["event"], due_by=now))
        ready = [one for one in due if _may_invite(app, tx, one, now).answer == "go"]
        rows = {one.key: _offered(tx, one) for one in ready}
    unsure = [one.key for one in ready if one.state is State.SENDING]
    known = app.calendar.find_by_key(unsure) if unsure else {}
    for effect in ready:
        offered = rows[effect.key]
        if offered is None or offered.state is not OfferState.CHOSEN:
            with app.journal.begin() as tx:
                outbox.move(
                    tx, effect.key, (State.PLANNED, State.SENDING), State.DROPPED, now, reason="niet meer gekozen"
                )
            continue
        sent += _invite_one(app, effect, offered, known.get(effect.key, []), now)
    return sent


def _invite_one(app: App, effect: Effect, offered: Offered, known: list[EventState], now: datetime) -> int:
    with app.journal.begin() as tx:
        if effect.state is State.PLANNED and not outbox.move(
            tx, effect.key, State.PLANNED, State.SENDING, now, claimed_at=now
        ):
            return 0
    if known:
        event_id, etag = known[0].id, known[0].etag
    else:
        try:
            result = app.graph.batch_once([app.calendar.create_part(_meeting(app, effect, offered))])[0]
        except Doubtful:
            return 0  # looked for by key in the next round; transactionId guards the repeat
        if not result.ok:
            if 400 <= result.status < 500 and result.status != 429:  # refused for good: a person must look
                reason = f"uitnodiging geweigerd: {result.status} {result.error_code}"
                with app.journal.begin() as tx:
                    outbox.move(tx, effect.key, State.SENDING, State.HELD, now, reason=reason)
                    known_now = engagements.get(tx, effect.institution)
                    engagements.put(tx, replace(known_now, needs_review=reason))
            return 0
        event_id, etag = result.body["id"], result.body.get("@odata.etag", "")
    if offered.event_id and offered.event_id != event_id:
        app.graph.batch([app.calendar.delete_part(offered.event_id)])
    with app.journal.begin() as tx:
        offers.set_event(tx, offered.id, event_id, etag)
        outbox.move(tx, effect.key, State.SENDING, State.SENT, now, sent_at=now, graph_id=event_id)
    return 1


def _may_invite(app: App, tx: Connection, effect: Effect, now: datetime) -> Verdict:
    if stop := noodstop(tx, now):
        return Verdict("wait", stop)
    from bot.jobs.sending.rules import judge_answer

    return judge_answer(app, tx, effect, "bevestiging", now)


def _offered(tx: Connection, effect: Effect) -> Offered | None:
    rows = offers.of_institution(tx, effect.institution)
    return next((one for one in rows if one.id == effect.payload["offer"]), None)


def _hold(app: App, one: Offered) -> EventDraft:
    institution = app.institutions[one.code]
    return EventDraft(
        key=f"hold:{one.id}",
        subject=f"Vastgehouden: {app.config.meetings.event_subject} {institution.name}",
        start=one.slot.start,
        end=one.slot.end,
        show_as="tentative",
    )


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
    )
