"""After the first talk: the coordinator notes in Gemeenten by hand how it goes on, on word of the advisers."""

from collections.abc import Iterator
from datetime import datetime

from bot.sandbox.people.calls import GEMEENTEN, Since
from bot.sandbox.people.hours import AMSTERDAM, add_working_days
from bot.sandbox.people.lists import Act, Entry, Member
from bot.sandbox.people.minds import rng
from bot.sandbox.people.planning import plan

TALK_HELD, OFFERED, PLANNED, HELD = (
    "Eerste gesprek gevoerd",
    "Bijeenkomst aangeboden",
    "Bijeenkomst gepland",
    "Bijeenkomst gehouden",
)
TRAINING_HELD, COMPLETED = "Training gehouden", "Afgerond"


def next_step(code: str, status: str, seed: int) -> tuple[str, int] | None:
    """The status that follows for this municipality and after how many working days; None: it stays."""
    rules = plan()["followup"]
    lot = rng(seed, code, "followup").random()
    dice = rng(seed, code, "followup", status)
    session = lot < rules["session"]
    target, pause = "", ""
    if status == TALK_HELD and session:
        target, pause = OFFERED, "offered_after"
    elif status == TALK_HELD and lot > 1 - rules["completed"]:
        target, pause = COMPLETED, "completed_after"
    elif status == OFFERED:
        refused = dice.random() < rules["no_to_session"]
        target, pause = (COMPLETED, "completed_after") if refused else (PLANNED, "planned_after")
    elif status == PLANNED:
        target, pause = HELD, "held_after"
    elif status == HELD and dice.random() < rules["training"]:
        target, pause = TRAINING_HELD, "training_after"
    return (target, dice.randint(*rules[pause])) if target else None


def coordinator(who: Member, entries: list[Entry], seed: int, now: datetime, since: Since) -> Iterator[Act]:
    """The statuses that the coordinator (`who`) sets today. `since(entry, column)`: when the column got its value."""
    today = now.astimezone(AMSTERDAM).date()
    for entry in entries:
        status = entry.text("Status")
        step = next_step(entry.text("CbsCode"), status, seed)
        if step is None:
            continue
        begun = since(entry, "Status").astimezone(AMSTERDAM).date()
        if add_working_days(begun, step[1]) <= today:
            yield Act(who, GEMEENTEN, entry, {"Status": step[0]})
