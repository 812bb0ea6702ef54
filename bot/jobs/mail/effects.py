"""The effects of each intent, once it is certain: by the bot's own reading or by a person's word."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.clock import AMSTERDAM
from bot.jobs.answers import answer
from bot.jobs.meetings.choose import book_other, choose_option, other_times
from bot.jobs.meetings.read_back import called_off
from bot.jobs.transitions import happen
from bot.models.actor import Actor, Service
from bot.models.contact import AddressState
from bot.models.reply import Intent, Mail, Reading
from bot.models.status import Event, Status
from bot.store import contacts, engagements, offers, waves

CALL = "bellen om een afspraak te maken"
"""What Melding says where somebody is to phone."""

PROPOSALS = {
    Intent.ACCEPT: "Wil een gesprek: afspraak maken",
    Intent.ACCEPT_SLOT: "Gekozen optie boeken",
    Intent.PROPOSE_TIME: "Voorgesteld moment boeken of een nieuw voorstel doen",
    Intent.DECLINE: "Status op Geen interesse zetten",
    Intent.DEFER: "Status op Later terugkomen zetten",
    Intent.CALLBACK: "Bellen",
    Intent.DELEGATE: "Verder met de genoemde collega",
    Intent.CONTACT_CHANGE: "Contacten bijwerken",
    Intent.PENDING: "Afwachten: men komt erop terug",
    Intent.QUESTION: "Vraag beantwoorden",
    Intent.OPT_OUT: "Niet meer aanschrijven",
    Intent.BOUNCE_HARD: "Beter adres zoeken",
    Intent.RESCHEDULE: "Afspraak verzetten",
    Intent.CANCEL: "Afspraak afzeggen",
    Intent.CALENDAR_RESPONSE: "Agenda-antwoord bekijken",
}


def proposal(reading: Reading) -> str:
    """What the bot would do, in Dutch, for Postbak."""
    return PROPOSALS.get(reading.intent, "Bekijken")


@dataclass(frozen=True, slots=True)
class Case:
    """One certain reading with all that its effect needs."""

    app: App
    tx: Connection
    code: str
    reading: Reading
    actor: Actor
    cause: dict[str, Any]
    mail: Mail | None
    answers: str | None

    @property
    def at(self) -> datetime:
        """When it was said."""
        return self.mail.received_at if self.mail else self.app.now()

    def happen(self, event: Event, *, follow_up_on: date | None = None, **flags: Any) -> None:
        """The event happens to the institution, who has now answered."""
        given = {"replied": True, "open_question": False, **flags}
        happen(self.app, self.tx, self.code, event, self.at, self.actor, self.cause, follow_up_on=follow_up_on, **given)

    def flag(self, **flags: Any) -> None:
        """Only facts beside the status."""
        from dataclasses import replace

        before = engagements.get(self.tx, self.code)
        engagements.put(self.tx, replace(before, **flags))


def carry_out(
    app: App,
    tx: Connection,
    code: str,
    reading: Reading,
    actor: Actor,
    cause: dict[str, Any],
    *,
    mail: Mail | None,
    answers: str | None,
) -> bool:
    """Do what the reading asks; False when that needs a person after all (nothing was done then)."""
    effect = EFFECTS.get(reading.intent)
    return effect is not None and effect(Case(app, tx, code, reading, actor, cause, mail, answers))


def _accept_slot(case: Case) -> bool:
    if _talk_stands(case) or _closed_by_person(case):
        return False
    if not choose_option(
        case.app, case.tx, case.code, case.reading.slots, case.actor, case.cause, case.answers, case.at
    ):
        return _new_offer(case)
    return True


def _interest(case: Case) -> bool:
    """A yes without a time: the times still held are offered again; with none left, `renew` finds new ones."""
    if _talk_stands(case) or _closed_by_person(case):
        return False
    if _offer_again(case):
        case.happen(Event.SHOWED_INTEREST)
    else:  # asked by mail before, or nothing to offer: now somebody calls
        case.happen(Event.SHOWED_INTEREST, needs_review=CALL)
    return True


def _to_be_called(case: Case) -> bool:
    if _talk_stands(case) or _closed_by_person(case):
        return False
    case.happen(Event.SHOWED_INTEREST, needs_review=CALL)
    return True


def _propose_time(case: Case) -> bool:
    if _talk_stands(case) or _closed_by_person(case):
        return False
    moments = [_local(one) for one in case.reading.proposed if isinstance(one, datetime)]
    found = other_times(case.app, case.code, moments)
    if found and book_other(case.app, case.tx, case.code, found[0], case.actor, case.cause, case.answers, case.at):
        return True
    return _interest(case)


def _new_offer(case: Case) -> bool:
    """The chosen time is gone (the wish for a talk stands): offer what is still held, or leave it to `renew`."""
    if not _offer_again(case):
        case.happen(Event.SHOWED_INTEREST, needs_review=CALL)
    return True


def _offer_again(case: Case) -> bool:
    """Offer the times that are still held, once: a second yes without a time is not answered by mail again."""
    held = [one for one in offers.of_institution(case.tx, case.code) if one.state is offers.OfferState.HELD]
    held = [one for one in held if one.kenmerk == held[-1].kenmerk and one.slot.start > case.app.now()]
    if not held:
        return False
    about, slots = f"again:{held[-1].kenmerk}", tuple(one.slot for one in held)
    reference = held[-1].kenmerk.partition(":")[0]
    args = (case.app, case.tx, "nieuw-voorstel", case.code, about)
    return answer(*args, answers=case.answers, slots=slots, reference=reference)


def _decline(case: Case) -> bool:
    if _talk_stands(case):
        return False
    case.happen(Event.DECLINED)
    offers.release(case.tx, case.code)
    if waves.standing_approval(case.tx, "afsluiting") and case.mail:
        answer(case.app, case.tx, "afsluiting", case.code, case.mail.graph_id, answers=case.answers)
    return True


def _defer(case: Case) -> bool:
    if _talk_stands(case):
        return False
    until = case.reading.defer_until or case.app.today() + timedelta(days=90)
    case.happen(Event.DEFERRED, follow_up_on=until)
    offers.release(case.tx, case.code)
    return True


def _pending(case: Case) -> bool:
    case.flag(replied=True)
    return True


def _cancel(case: Case) -> bool:
    if not _talk_stands(case):
        return False
    called_off(case.app, case.tx, case.code, case.actor, case.cause)
    return True


def _bounce(case: Case) -> bool:
    hint = case.reading.contact
    if hint is None or not hint.email:
        return False
    contacts.mark_address(case.tx, hint.email, AddressState.BOUNCED)
    case.flag(needs_review=f"adres onbestelbaar: {hint.email}")
    return True


def _opt_out(case: Case) -> bool:
    if case.mail is None:
        return False
    contacts.mark_address(case.tx, case.mail.sender, AddressState.OPTED_OUT)
    case.flag(opted_out=True, replied=True)
    return True


def _calendar(case: Case) -> bool:
    """An acceptance is as it should be; a no or another time needs a person."""
    return case.reading.partstat in ("ACCEPTED", "TENTATIVE")


def _talk_stands(case: Case) -> bool:
    return engagements.get(case.tx, case.code).status is Status.TALK_PLANNED


def _closed_by_person(case: Case) -> bool:
    """Out of an end that a person set only a person leads: the bot proposes, and books and writes nothing."""
    known = engagements.get(case.tx, case.code)
    ended = known.by_person and known.status in (Status.DECLINED, Status.COMPLETED)
    if not ended or not isinstance(case.actor, Service):
        return False
    case.happen(Event.SHOWED_INTEREST)
    return True


def _local(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)


EFFECTS: dict[Intent, Callable[[Case], bool]] = {
    Intent.ACCEPT_SLOT: _accept_slot,
    Intent.ACCEPT: _interest,
    Intent.CALLBACK: _to_be_called,
    Intent.DELEGATE: _to_be_called,
    Intent.PROPOSE_TIME: _propose_time,
    Intent.DECLINE: _decline,
    Intent.DEFER: _defer,
    Intent.PENDING: _pending,
    Intent.CANCEL: _cancel,
    Intent.BOUNCE_HARD: _bounce,
    Intent.OPT_OUT: _opt_out,
    Intent.CALENDAR_RESPONSE: _calendar,
}
