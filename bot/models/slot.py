"""Offered times for a talk."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Slot:
    """Option `n` (from 1) of an offer; start and end are aware datetimes; `adviser` is an e-mail address."""

    n: int
    start: datetime
    end: datetime
    adviser: str = ""
