"""The seal of a wave: what the approver approves, to the byte (promise P8)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from bot.models.letter import Letter


def letter_hash(letter: Letter) -> str:
    """SHA-256 (hex) over all that the recipients will get: addresses, mail text, attachment, slots, data, template."""
    return _digest(
        {
            "kenmerk": letter.kenmerk,
            "code": letter.code,
            "kind": letter.kind,
            "to": [[one.email, one.name, one.role.value] for one in letter.to],
            "subject": letter.subject,
            "text": letter.text,
            "html": letter.html,
            "slots": [[slot.n, slot.start, slot.end, slot.adviser] for slot in letter.slots],
            "document": None if letter.document is None else hashlib.sha256(letter.document).hexdigest(),
            "document_name": letter.document_name,
            "template": letter.template_sha256,
            "data": letter.data,
        }
    )


def seal(hashes: Iterable[str]) -> str:
    """SHA-256 (hex) over the letters' hashes, whatever their order; a letter added, changed or gone changes it."""
    return _digest({"letters": sorted(hashes)})


def standing_seal(rule: Mapping[str, Any], templates: Mapping[str, bytes]) -> str:
    """The seal of a standing approval: over a rule (JSON values, days) and the bytes of each template by its name."""
    return _digest(
        {
            "rule": dict(rule),
            "templates": {name: hashlib.sha256(data).hexdigest() for name, data in templates.items()},
        }
    )


def _digest(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):  # one moment, one text, whatever the zone it is written in
        return f"@{value.timestamp():.6f}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"cannot seal a {type(value).__name__}")
