"""The canary: a wave that begins badly pauses itself."""

from collections.abc import Sequence
from enum import StrEnum

FIRST, BAD = 10, 2


class Result(StrEnum):
    """How the sending of one letter ended."""

    SENT = "sent"
    BOUNCED = "bounced"
    FAILED = "failed"
    FORBIDDEN = "forbidden"  # authentication or permission: 401, 403


def brake(results: Sequence[Result], *, first: int = FIRST, bad: int = BAD) -> str | None:
    """Why the wave must pause, in Dutch; None when it may go on. `results` in the order of sending.

    `bad` bounces or failures among the first `first` letters pause it, and any refusal of rights at any time.
    """
    if Result.FORBIDDEN in results:
        return "Microsoft 365 weigert de toegang; laat de beheerder de rechten nakijken en kies dan Hervatten"
    wrong = sum(result in (Result.BOUNCED, Result.FAILED) for result in results[:first])
    if wrong < bad:
        return None
    begun = min(first, len(results))
    return f"{wrong} van de eerste {begun} brieven kwamen niet aan; kijk de adressen na en kies Hervatten"
