"""What staff read beside a template in their folder: whether it may be used, and what to mend."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.letters.fields import FIELDS
from bot.letters.lint import needed, staff_lint
from bot.letters.mailword import file_of
from bot.letters.variants import base_of
from bot.models.letter import LetterKind

GOOD, BAD, UNUSED = "In orde", "Niet in orde", "Niet in gebruik"
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Checked:
    """The two columns of a file (Dutch)."""

    verdict: str = ""
    faults: str = ""


def check(name: str, data: bytes, kinds: Mapping[str, LetterKind]) -> Checked:
    """Look at a file of that name as staff left it; never an error."""
    base = base_of(name)
    uses = [kind for kind in kinds.values() if base in (kind.template, file_of(kind.mail))]
    if not uses:
        used = {name for kind in kinds.values() for name in (kind.template, file_of(kind.mail)) if name}
        known = ", ".join(sorted(used))
        return Checked(UNUSED, f"Geen brief gebruikt een bestand met deze naam. In gebruik zijn: {known}.")
    must = {field: why for kind in uses for field, why in needed(kind, name).items()}
    faults = staff_lint(data, FIELDS, name, must)
    if not faults:
        return Checked(f"{GOOD} ({', '.join(kind.label for kind in uses)})")
    more = [f"En nog {len(faults) - SHOWN}."] if len(faults) > SHOWN else []
    return Checked(BAD, "\n".join([*(f"{one[0].upper()}{one[1:]}." for one in faults[:SHOWN]), *more]))
