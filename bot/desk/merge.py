"""The three-way merge of an item: what people changed, what they ask, and what the bot may write now.

Told by values, not by the name on the item: each column is compared with what was last seen and last written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.desk.columns import Column, ListDeclaration, Owner
from bot.desk.values import held, known_choice, plain, same

Fields = Mapping[str, Any]
PROPOSAL = "Voorstel"


@dataclass(frozen=True, slots=True)
class Merged:
    """`people`: what people changed since `seen` (None: emptied). `commands`: newly set; `emptied`: taken back.

    `writes`: what to write now (None empties). `proposals`: what the bot would write where a person's value stands;
    where the list has a column Voorstel they are in `writes` too, as text. `written`: the bot's own values from here
    on, before `writes`: a column that a person changed is no longer the bot's, also when they set it back. Keep it.
    `spoilt`: somebody changed a column of the bot's; it is to be written again.
    """

    people: dict[str, Any] = field(default_factory=dict)
    commands: dict[str, Any] = field(default_factory=dict)
    emptied: frozenset[str] = frozenset()
    writes: dict[str, Any] = field(default_factory=dict)
    proposals: dict[str, Any] = field(default_factory=dict)
    written: dict[str, Any] = field(default_factory=dict)
    spoilt: bool = False


def merge(declaration: ListDeclaration, seen: Fields, written: Fields, now: Fields, wanted: Fields) -> Merged:
    """Compare `now` (the item as it is) with `seen` and `written`, and decide what of `wanted` may be written.

    Fields by internal name; an absent one is empty, save in `wanted`, where it means no wish. Before a write is sent
    its values belong in `written`, and after it in `seen`: then an answer that got lost is still known as an echo.
    """
    changed = {one.name for one in declaration.columns if _changed(one, seen, written, now)}
    people = {one.name: now.get(one.name) for one in declaration.owned_by(Owner.PEOPLE) if one.name in changed}
    asked = [one for one in declaration.owned_by(Owner.COMMAND) if one.name in changed]
    commands = {one.name: now[one.name] for one in asked if held(one, now) is not None}
    emptied = frozenset(one.name for one in asked) - set(commands)
    writes, proposals = _wishes(declaration, changed, written, now, wanted)
    own = {name: value for name, value in written.items() if name not in people and name not in commands}
    spoilt = any(one.name in changed for one in declaration.owned_by(Owner.BOT))
    return Merged(people, commands, emptied, writes, proposals, own, spoilt)


def _changed(column: Column, seen: Fields, written: Fields, now: Fields) -> bool:
    """Somebody else changed it: it is not as last seen, and not what the bot wrote."""
    if held(column, now) == held(column, seen):
        return False
    return column.name not in written or held(column, now) != held(column, written)


def _wishes(
    declaration: ListDeclaration, changed: set[str], written: Fields, now: Fields, wanted: Fields
) -> tuple[dict[str, Any], dict[str, Any]]:
    writes: dict[str, Any] = {}
    proposals: dict[str, Any] = {}
    wishes = [one for one in declaration.columns if one.name in wanted]
    asked = [one for one in wishes if not same(one, wanted[one.name], now.get(one.name))]
    for column in asked:
        if column.owner is Owner.BOT or _may_fill(column, changed, written, now):
            writes[column.name] = wanted[column.name]
        elif column.owner is Owner.PEOPLE and plain(column, wanted[column.name]) is not None:
            proposals[column.name] = wanted[column.name]
    for column in asked:
        if _may_empty(column, changed, writes, wanted):
            writes[column.name] = None
    return _with_proposal(declaration, writes, proposals, now, wanted), proposals


def _may_fill(column: Column, changed: set[str], written: Fields, now: Fields) -> bool:
    if column.owner is not Owner.PEOPLE or column.name in changed:
        return False
    value = held(column, now)
    if value is None or (column.adopted and known_choice(column, value)):
        return True
    return column.name in written and value == held(column, written)


def _may_empty(column: Column, changed: set[str], writes: Fields, wanted: Fields) -> bool:
    """A command that was seen, and so carried out, may be emptied; nothing else is ever written there."""
    if column.owner is not Owner.COMMAND or column.name in changed or plain(column, wanted[column.name]) is not None:
        return False
    return not column.emptied_with or column.emptied_with in writes


def _with_proposal(
    declaration: ListDeclaration, writes: dict[str, Any], proposals: Fields, now: Fields, wanted: Fields
) -> dict[str, Any]:
    """Put the proposals into the column Voorstel, after the proposal that is wanted there anyway."""
    column = next((one for one in declaration.columns if one.name == PROPOSAL and one.owner is Owner.BOT), None)
    if column is None or not proposals:
        return writes
    lines = [f"{declaration.column(name).title}: {_readable(value)}" for name, value in proposals.items()]
    text = "\n".join([*filter(None, [str(wanted.get(PROPOSAL) or "")]), *lines])
    others = {name: value for name, value in writes.items() if name != PROPOSAL}
    return others if same(column, text, now.get(PROPOSAL)) else {**others, PROPOSAL: text}


def _readable(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
