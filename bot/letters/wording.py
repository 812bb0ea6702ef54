"""What a template says, line by line, and what changed in it since it was last approved."""

import difflib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.letters import source, tags
from bot.letters.package import Package

LAYOUT = "alleen de opmaak is gewijzigd"
NEW, GONE = "nieuw bestand", "niet meer gebruikt"


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a file: what stood there and what stands there now; either may be empty."""

    file: str
    before: str
    now: str


def wording(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Hash and lines of each file, JSON values to keep with an approval."""
    return {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "lines": _lines(name, data)} for name, data in files.items()
    }


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """What differs between two wordings, in the order of the files."""
    found = []
    for name in dict.fromkeys([*now, *before]):
        if name not in before or name not in now:
            found.append(Change(name, "", NEW) if name in now else Change(name, "", GONE))
        elif before[name]["sha256"] != now[name]["sha256"]:
            found += _differences(name, before[name]["lines"], now[name]["lines"])
    return found


def _differences(name: str, before: Sequence[str], now: Sequence[str]) -> list[Change]:
    steps = difflib.SequenceMatcher(None, before, now, autojunk=False).get_opcodes()
    found = [Change(name, "\n".join(before[a:b]), "\n".join(now[c:d])) for step, a, b, c, d in steps if step != "equal"]
    return found or [Change(name, "", LAYOUT)]


def _lines(name: str, data: bytes) -> list[str]:
    text = _word_text(data, name) if name.endswith(".docx") else data.decode("utf-8-sig", "replace")
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _word_text(data: bytes, name: str) -> str:
    package = Package(data, name)
    parts = source.text_parts(package, name)
    return "\n".join(tags.visible(source.parse(package[part], name, part)) for part in parts)
