"""Effects of mails that want a talk: book it, offer again what is held, or have somebody call."""

from datetime import datetime

from bot.clock import AMSTERDAM
from bot.jobs.answers import answer
from bot.jobs.mail.case import Case
from bot.jobs.meetings.choose import book_other, choose_option, other_times
from bot.models.status import Event
from bot.store import offers

CALL = "bellen om een afspraak te maken"
"""What Melding says where somebody is to phone."""


def accept_slot(case: Case) -> bool:
    """An offered time is chosen: it is booked; where it is gone the rest is offered again."""
    if case.talk_stands or case.closed_by_person():
        return False
    if not choose_option(
        case.app, case.tx, case.code, case.reading.slots, case.actor, case.cause, case.answers, case.at
    ):
        return _new_offer(case)
    return True


def interest(case: Case) -> bool:
    """A yes without a time: the times still held are offered again; with none left, `renew` finds new ones."""
    if case.talk_stands or case.closed_by_person():
        return False
    if _offer_again(case):
        case.happen(Event.SHOWED_INTEREST)
    else:  # asked by mail before, or nothing to offer: now somebody calls
        case.happen(Event.SHOWED_INTEREST, needs_review=CALL)
    return True


def to_be_called(case: Case) -> bool:
    """They want to be rung, or name who is to be: somebody of the team calls."""
    if case.talk_stands or case.closed_by_person():
        return False
    case.happen(Event.SHOWED_INTEREST, needs_review=CALL)
    return True


def propose_time(case: Case) -> bool:
    """Another time is proposed: booked where an adviser can come, else it is a yes without a time."""
    if case.talk_stands or case.closed_by_person():
        return False
    moments = [_local(one) for one in case.reading.proposed if isinstance(one, datetime)]
    found = other_times(case.app, case.code, moments)
    if found and book_other(case.app, case.tx, case.code, found[0], case.actor, case.cause, case.answers, case.at):
        return True
    return interest(case)


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


def _local(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)
