"""The check just before a letter leaves: may it still go? (promise P5; a sealed letter may drop out, never change)."""

from collections.abc import Sequence
from datetime import datetime

from bot.models.contact import AddressState, Contact
from bot.models.engagement import Engagement
from bot.models.letter import LetterKind, Recipient
from bot.waves.audience import why_silent


def may_send(
    kind: LetterKind,
    engagement: Engagement,
    *,
    planned_at: datetime,
    contacts: Sequence[Contact],
    recipients: Sequence[Recipient],
    slots_open: bool = True,
) -> str | None:
    """None when the letter may leave; else why not, in Dutch.

    `contacts` are the institution's as they are now. `slots_open`: all times that the letter offers are still held.
    A person who set the status after `planned_at` knew more than the plan: a wave's letter then waits for them.
    """
    return (
        why_silent(kind, engagement)
        or _hand(kind, engagement, planned_at)
        or unreachable(recipients, contacts)
        or (None if slots_open else "een aangeboden tijd is niet meer vrij")
    )


def unreachable(recipients: Sequence[Recipient], contacts: Sequence[Contact]) -> str | None:
    """Why one of these is not to be written to any more: gone, another's office, a dead or withdrawn address."""
    return next((fault for one in recipients if (fault := _gone(one, contacts))), None)


def _hand(kind: LetterKind, engagement: Engagement, planned_at: datetime) -> str | None:
    later = engagement.person_at is not None and engagement.person_at > planned_at
    return "een collega heeft de status na het plannen gewijzigd" if kind.wave and later else None


def _gone(recipient: Recipient, contacts: Sequence[Contact]) -> str | None:
    """Why this recipient is not to be written to any more."""
    address = recipient.email.casefold()
    same = [one for one in contacts if one.role is recipient.role and one.email.casefold() == address]
    if not same:
        return f"de {recipient.role.value} is gewijzigd"
    bad = next((one for one in same if one.state is not AddressState.OK), None)
    if bad is not None:
        return f"e-mailadres van de {recipient.role.value}: {bad.state.value}"
    named = any(not one.last_name or one.last_name in recipient.name for one in same)
    return None if named else f"de {recipient.role.value} is gewijzigd"
