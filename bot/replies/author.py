"""Who wrote a mail: exactly one mailbox, and the same one wherever the mail or the service names it."""

from collections.abc import Sequence

from bot.replies.fields import domain_of, one_mailbox, related


def is_clear(froms: Sequence[str], senders: Sequence[str], shown: str) -> bool:
    """Whether one From names one mailbox, the one shown; a Sender may differ inside the same organisation only.

    A server judges one of the addresses; which one a program shows or answers is then anybody's guess.
    """
    if len(froms) != 1 or len(senders) > 1 or not shown or one_mailbox(froms[0]) != shown:
        return False
    return not senders or _same_house(one_mailbox(senders[0]) or "", shown)


def agrees(people: tuple[str, str], shown: str) -> bool:
    """Whether Graph's `from` and `sender` (either may be '') say the same as the message itself."""
    written, sent = people
    return written in ("", shown) and (not sent or _same_house(sent, shown))


def answers_to(replies: Sequence[str], shown: str) -> str:
    """Where answers to it go: the address of another organisation where one is among them, '' where none is named."""
    return next((one for one in replies if domain_of(one) != domain_of(shown)), replies[0] if replies else "")


def _same_house(one: str, other: str) -> bool:
    return related(domain_of(one), domain_of(other))
