"""What a list is made of: columns with their owner and kind, and the shape in which Graph takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

Kind = Literal["text", "note", "number", "choice", "choices", "date", "datetime", "bool"]


class Owner(StrEnum):
    """Whose column it is (DESIGN, "The team's site")."""

    PEOPLE = "people"  # a person's value stands; the bot fills it only where it is empty or still holds its own value
    BOT = "bot"  # the bot writes it, whatever stands there
    COMMAND = "command"  # a person sets it to ask for something; the bot only ever empties it


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `name` is internal and never changes; `title` is what people read.

    `fill_in`: a choice that also takes a word of one's own. `adopted`: a people's column whose value the journal takes
    over, and may move on from there once it has seen it. `emptied_with`: a command column that is emptied only in the
    same write that gives the column named here a new value. `built_in`: every list has it; it is not created.
    """

    name: str
    title: str
    kind: Kind
    owner: Owner
    choices: tuple[str, ...] = ()
    indexed: bool = False
    unique: bool = False
    fill_in: bool = False
    adopted: bool = False
    emptied_with: str = ""
    built_in: bool = False
    help: str = ""

    def graph(self, choices: Sequence[str] = ()) -> dict[str, Any]:
        """Graph's columnDefinition; `choices` replaces the declared ones where they are known only at run time."""
        body: dict[str, Any] = {"name": self.name, "displayName": self.title, **self._facet(choices or self.choices)}
        if self.help:
            body["description"] = self.help
        if self.indexed:
            body["indexed"] = True
        if self.unique:
            body["enforceUniqueValues"] = True
        return body

    def _facet(self, choices: Sequence[str]) -> dict[str, Any]:
        several = "checkBoxes" if self.kind == "choices" else "dropDownMenu"
        facets: dict[str, dict[str, Any]] = {
            "text": {"text": {"allowMultipleLines": False, "maxLength": 255}},
            "note": {"text": {"allowMultipleLines": True, "textType": "plain", "linesForEditing": 4}},
            "number": {"number": {"decimalPlaces": "none"}},
            "date": {"dateTime": {"format": "dateOnly", "displayAs": "standard"}},
            "datetime": {"dateTime": {"format": "dateTime", "displayAs": "standard"}},
            "bool": {"boolean": {}},
        }
        choice = {"choice": {"choices": list(choices), "displayAs": several, "allowTextEntry": self.fill_in}}
        return facets.get(self.kind, choice)


@dataclass(frozen=True, slots=True)
class ListDeclaration:
    """A list of the site: its title (also its name in the URL), the column that tells its items apart, its columns."""

    name: str
    title: str
    key: str | None
    columns: tuple[Column, ...]
    description: str = ""

    def column(self, name: str) -> Column:
        """The column of that internal name; KeyError where the list has none."""
        return next((one for one in self.columns if one.name == name), None) or _absent(self.name, name)

    def owned_by(self, owner: Owner) -> tuple[Column, ...]:
        """The columns of one owner, in the order of the list."""
        return tuple(one for one in self.columns if one.owner is owner)

    def graph_columns(self, choices: Mapping[str, Sequence[str]] | None = None) -> list[dict[str, Any]]:
        """The column definitions that the list needs beside the built-in ones."""
        given = choices or {}
        return [one.graph(given.get(one.name, ())) for one in self.columns if not one.built_in]

    def graph(self, choices: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
        """The body of POST /sites/{id}/lists; `choices` by column name, e.g. {"Brief": the letter kinds of config}."""
        return {
            "displayName": self.title,
            "description": self.description,
            "list": {"template": "genericList"},
            "columns": self.graph_columns(choices),
        }


def _absent(list_name: str, column: str) -> Column:
    raise KeyError(f"list {list_name} has no column {column}")


def title_column(title: str, owner: Owner) -> Column:
    """Every list's own first column."""
    return Column("Title", title, "text", owner, built_in=True)
