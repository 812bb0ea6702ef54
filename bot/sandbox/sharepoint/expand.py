"""What `$expand` asks for of a list item."""

import re

from bot.sandbox.http import Call, GraphError

_FIELDS = re.compile(r"fields(?:\(\$?select=([^()]+)\))?", re.IGNORECASE)


class Expand:
    """`fields`, `fields(select=A,B)`, `driveItem`, or several, separated by commas; 400 for anything else."""

    def __init__(self, call: Call) -> None:
        self.fields = self.drive_item = False
        self.chosen: tuple[str, ...] | None = None
        self.asked = call.query.get("$expand") or call.query.get("expand") or ""
        for part in re.split(r",(?![^(]*\))", self.asked):
            self._take(part.strip())

    def _take(self, part: str) -> None:
        found = _FIELDS.fullmatch(part)
        if found:
            self.fields = True
            self.chosen = tuple(name.strip() for name in found[1].split(",")) if found[1] else None
        elif part == "driveItem":
            self.drive_item = True
        elif part:
            raise GraphError(400, "BadRequest", f"$expand={part} is not known on a list item.")
