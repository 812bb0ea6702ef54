"""The effects of each intent, once it is certain: by the bot's own reading or by a person's word."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.answers import answer
from bot.jobs.mail import toward_a_talk
from bot.jobs.mail.case import Case
from bot.jobs.meetings.read_back import called_off
from bot.models.actor import Actor
from bot.models.contact import AddressState
from bot.models.reply import Intent, Mail, Reading
from bot.models.status import Event
from bot.store import contacts, offers, waves

__all__ = ["EFFECTS", "Case", "carry_out"]


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


def _decline(case: Case) -> bool:
    if case.talk_stands:
        return False
    case.happen(Event.DECLINED)
    offers.release(case.tx, case.code)
    if waves.standing_approval(case.tx, "afsluiting") and case.mail:
        answer(case.app, case.tx, "afsluiting", case.code, case.mail.graph_id, answers=case.answers)
    return True


def _defer(case: Case) -> bool:
    if case.talk_stands:
        return False
    until = case.reading.defer_until or case.app.today() + timedelta(days=90)
    case.happen(Event.DEFERRED, follow_up_on=until)
    offers.release(case.tx, case.code)
    return True


def _pending(case: Case) -> bool:
    case.flag(replied=True)
    return True


def _cancel(case: Case) -> bool:
    if not case.talk_stands:
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


EFFECTS: dict[Intent, Callable[[Case], bool]] = {
    Intent.ACCEPT_SLOT: toward_a_talk.accept_slot,
    Intent.ACCEPT: toward_a_talk.interest,
    Intent.CALLBACK: toward_a_talk.to_be_called,
    Intent.DELEGATE: toward_a_talk.to_be_called,
    Intent.PROPOSE_TIME: toward_a_talk.propose_time,
    Intent.DECLINE: _decline,
    Intent.DEFER: _defer,
    Intent.PENDING: _pending,
    Intent.CANCEL: _cancel,
    Intent.BOUNCE_HARD: _bounce,
    Intent.OPT_OUT: _opt_out,
    Intent.CALENDAR_RESPONSE: _calendar,
}
