"""Results on stdout: one JSON document, moments as people read them."""

from datetime import datetime
from json import dumps
from typing import Any

import typer

from bot.clock import AMSTERDAM


def as_json(document: Any) -> None:
    """One JSON document; times become ISO text."""
    typer.echo(dumps(document, ensure_ascii=False, indent=1, default=_plain))


def moment(at: datetime | None) -> str:
    """A moment in Amsterdam, or a dash."""
    return at.astimezone(AMSTERDAM).strftime("%Y-%m-%d %H:%M") if at else "-"


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
