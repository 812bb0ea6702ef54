"""Commands: what people ask by setting a column, and which values are valid."""

from dataclasses import dataclass
from typing import Any

from bot.desk.columns import ListDeclaration, Owner
from bot.errors import DataError


@dataclass(frozen=True, slots=True)
class Command:
    """A command column that a person set. `version_id`: the version that brought the value in."""

    list: str
    item_id: str
    column: str
    value: str
    version_id: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What the journal claims: a value that merely stands there in later versions is the same command."""
        return self.list, self.item_id, self.column, self.version_id


def command_of(declaration: ListDeclaration, item_id: str, column: str, value: Any, version_id: str) -> Command:
    """A checked command. DataError (Dutch, for Melding) for a value that the column does not know.

    KeyError where the list has no such column; ValueError where it is no command column.
    """
    spec = declaration.column(column)
    if spec.owner is not Owner.COMMAND:
        raise ValueError(f"{declaration.name}.{column} is no command column")
    text = str(value).strip()
    known = next((choice for choice in spec.choices if choice.casefold() == text.casefold()), None)
    if known is None:
        raise DataError(f"{spec.title} '{text}' bestaat niet; kies een van: {', '.join(spec.choices)}.")
    return Command(declaration.name, item_id, column, known, version_id)
