"""Which adviser goes where: a round tour through the municipalities, cut into a stretch per adviser."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.meetings.travel import Place, great_circle_km


@dataclass(frozen=True, slots=True)
class Request:
    """An institution to be offered times: where it is and whose holidays it keeps."""

    code: str
    place: Place | None
    province: str


@dataclass(frozen=True, slots=True)
class Share:
    """What an adviser can carry: how many times they are free for."""

    adviser: str
    base: Place | None
    capacity: int


def assign(requests: Sequence[Request], shares: Sequence[Share]) -> list[tuple[Request, str]]:
    """Each request with its adviser, in the order of the tour: neighbours follow each other and share an adviser.

    Stretches are as long as the adviser has time; the adviser whose base is nearest to where a stretch begins takes
    it. Requests without a place come last.
    """
    ordered = tour([request for request in requests if request.place is not None])
    ordered += [request for request in requests if request.place is None]
    open_shares = [share for share in shares if share.capacity > 0] or list(shares)
    total = sum(max(1, share.capacity) for share in open_shares)
    result: list[tuple[Request, str]] = []
    carried = 0
    while open_shares:
        share = _nearest(ordered[len(result)].place if len(result) < len(ordered) else None, open_shares)
        open_shares.remove(share)
        carried += max(1, share.capacity)
        end = len(ordered) if not open_shares else round(len(ordered) * carried / total)
        result += [(request, share.adviser) for request in ordered[len(result) : end]]
    return result


def tour(requests: Sequence[Request]) -> list[Request]:
    """Nearest neighbour from the westernmost on: near ones stand together, which is all that is asked of it."""
    left = sorted(requests, key=lambda one: (one.place[1] if one.place else 0.0, one.code))
    ordered = left[:1]
    left = left[1:]
    while left:
        here = ordered[-1].place
        nearest = min(left, key=lambda one: (_km(here, one.place), one.code))
        left.remove(nearest)
        ordered.append(nearest)
    return ordered


def _nearest(place: Place | None, shares: Sequence[Share]) -> Share:
    return min(shares, key=lambda share: (_km(place, share.base), share.adviser))


def _km(a: Place | None, b: Place | None) -> float:
    return 0.0 if a is None or b is None else great_circle_km(a, b)
