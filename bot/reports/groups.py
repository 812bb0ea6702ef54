"""The statuses in seven groups that a picture can show: each with its colour and its shape, for who sees no colours."""

from dataclasses import dataclass
from typing import Literal

from bot.models.status import SESSIONS_HELD, Status
from bot.reports.figures import Row


@dataclass(frozen=True, slots=True)
class Group:
    """A group of statuses in the picture; the colours are told apart by colour-blind people too (Okabe and Ito)."""

    label: str
    colour: str
    shape: Literal["ring", "dot", "square", "diamond", "triangle", "cross"]
    statuses: tuple[Status, ...]


GROUPS = (
    Group("Nog te benaderen", "#7d8794", "ring", (Status.TO_APPROACH,)),
    Group("Aangeschreven", "#3a9bdc", "dot", (Status.INVITED,)),
    Group("In belactie", "#e69f00", "square", (Status.CALLING,)),
    Group("Interesse, of later terugkomen", "#b8578c", "triangle", (Status.INTERESTED, Status.LATER)),
    Group(
        "Eerste gesprek gepland of gevoerd",
        "#00805d",
        "dot",
        (
            Status.TALK_PLANNED,
            Status.TALK_HELD,
            Status.SESSION_OFFERED,
            Status.SESSION_PLANNED,
            Status.COMPLETED,
        ),
    ),
    Group(
        "Bijeenkomst of training gehouden",
        "#14365c",
        "diamond",
        (Status.SESSION_HELD, Status.TRAINING_PLANNED, Status.TRAINING_HELD),
    ),
    Group("Geen interesse", "#c4470a", "cross", (Status.DECLINED,)),
)

HELD = next(group for group in GROUPS if SESSIONS_HELD <= set(group.statuses))


def group_of(row: Row) -> Group:
    """The group that shows a municipality; a completed one where a session was held still shows as that."""
    if row.session_held and row.status is Status.COMPLETED:
        return HELD
    return next(group for group in GROUPS if row.status in group.statuses)
