"""What came before from the same institution."""

from dataclasses import dataclass

from bot.models.reply import Intent, Reading

YES = frozenset({Intent.ACCEPT, Intent.ACCEPT_SLOT, Intent.PROPOSE_TIME, Intent.RESCHEDULE})
NO = frozenset({Intent.DECLINE, Intent.CANCEL, Intent.OPT_OUT})
WAIT = frozenset({Intent.DEFER, Intent.PENDING})


@dataclass(frozen=True, slots=True)
class History:
    """Earlier readings with their senders, oldest first; whether a talk is booked; who may speak for them."""

    earlier: tuple[tuple[str, Reading], ...] = ()
    appointment: bool = False
    known_senders: frozenset[str] = frozenset()

    def doubts(self, sender: str, intent: Intent, slots: tuple[int, ...]) -> list[str]:
        """Why what came before makes a person look first."""
        found = []
        intents = {reading.intent for _, reading in self.earlier}
        chosen = next(
            (one.slots[:1] for _, one in reversed(self.earlier) if one.intent is Intent.ACCEPT_SLOT and one.slots), ()
        )
        if any(one.intent is Intent.CONTACT_CHANGE and who == sender for who, one in self.earlier):
            found.append("de afzender was vertrokken")
        if intents & YES and intent in NO | WAIT:
            found.append("eerder kwam er een ja")
        if intents & NO and intent in YES:
            found.append("eerder kwam er een nee")
        if intent is Intent.ACCEPT_SLOT and chosen and slots and chosen != slots[:1]:
            found.append("eerder werd een ander moment gekozen")
        if (
            self.appointment
            and intent in NO | WAIT | YES
            and not (intent is Intent.ACCEPT_SLOT and chosen == slots[:1])
        ):
            found.append("er staat al een afspraak")
        if any(one.urgent for _, one in self.earlier):
            found.append("een eerder bericht ging over dreiging")
        return found

    def after(self, sender: str, reading: Reading) -> "History":
        """With one more reading."""
        return History((*self.earlier, (sender, reading)), self.appointment, self.known_senders)
