"""Trial mode at the last door: nothing addressed to someone outside the trial list leaves."""

from collections.abc import Iterator
from typing import Any

from bot.errors import Refused

_ADDRESSED = {"torecipients", "ccrecipients", "bccrecipients", "attendees"}


def recipients(body: Any) -> Iterator[str]:
    """Every address that a request's body would write to, however deep it stands and however its keys are cased."""
    if isinstance(body, dict):
        for key, value in body.items():
            if key.lower() in _ADDRESSED:
                yield from _addresses(value)
            else:
                yield from recipients(value)
    elif isinstance(body, list):
        for entry in body:
            yield from recipients(entry)


def _addresses(people: Any) -> Iterator[str]:
    for person in people or []:
        email = {key.lower(): value for key, value in (person.get("emailAddress") or {}).items()}
        yield str(email.get("address", ""))


def check(addresses: Iterator[str] | list[str], only_to: frozenset[str] | None) -> None:
    """Refused when trial mode is on (`only_to` is a set of lower-case addresses) and someone is not on its list."""
    if only_to is None:
        return
    for address in addresses:
        if address.strip().lower() not in only_to:
            raise Refused(
                f"Trial mode: nothing may go to {address}: put it in waves.trial_recipients or set waves.trial to false"
            )
