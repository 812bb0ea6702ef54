"""The figures of the tour per province, by the definitions of DESIGN ("Statuses")."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.errors import DataError
from bot.models.institution import PROVINCE_LETTERS, Institution, Kind
from bot.models.status import SESSIONS_HELD, TALKS, Status

SHOWN = 5  # faults named in one line


@dataclass(frozen=True, slots=True)
class Row:
    """How one municipality stands. `session_held` stays true once a session was held, whatever came after."""

    code: str
    status: Status
    session_held: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of a province or of all. Talks are held or planned; `awaiting` are those in the phone round."""

    municipalities: int = 0
    approached: int = 0
    talks: int = 0
    sessions_held: int = 0
    awaiting: int = 0
    declined: int = 0
    statuses: Mapping[Status, int] = field(default_factory=dict)

    @property
    def talks_percent(self) -> float:
        """Talks over all municipalities, in percent, one decimal, half rounded up; 0.0 where there are none."""
        if not self.municipalities:
            return 0.0
        return (2000 * self.talks + self.municipalities) // (2 * self.municipalities) / 10

    def as_json(self) -> dict[str, Any]:
        """The counts as `ontour report --json` prints them; every status is there, also with 0."""
        return {
            "municipalities": self.municipalities,
            "approached": self.approached,
            "talks": self.talks,
            "sessions_held": self.sessions_held,
            "awaiting": self.awaiting,
            "declined": self.declined,
            "talks_percent": self.talks_percent,
            "statuses": {status.value: self.statuses.get(status, 0) for status in Status},
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The figures on a day: all provinces of the register in alphabetical order, and their totals."""

    as_of: date
    total: int
    provinces: tuple[tuple[str, Figures], ...]
    totals: Figures

    def as_json(self) -> dict[str, Any]:
        """The document of `ontour report --json`."""
        return {
            "as_of": self.as_of.isoformat(),
            "total": self.total,
            "provinces": [{"province": name, **figures.as_json()} for name, figures in self.provinces],
            "totals": self.totals.as_json(),
        }


def figures(rows: Iterable[Row], institutions: Iterable[Institution], as_of: date) -> Report:
    """Count the rows per province. Exactly one row for each municipality of the register.

    `institutions` may hold provinces and municipalities that do not exist on that day; they are left out, and so are
    their rows. DataError names codes that are
    unknown, there twice, or missing, and says so when the books do not balance (P9).
    """
    known = list(institutions)
    register = {one.code: one for one in known if one.kind is Kind.GEMEENTE and one.in_force(as_of)}
    counted = counting(rows, known, as_of)
    _check_codes(counted, register)
    names = sorted({one.province for one in register.values()}, key=_alphabetical)
    provinces = [(name, _count([row for row in counted if register[row.code].province == name])) for name in names]
    report = Report(as_of, len(register), tuple(provinces), _count(counted))
    check(report)
    return report


def counting(rows: Iterable[Row], institutions: Iterable[Institution], as_of: date) -> list[Row]:
    """The rows without those of provinces and of municipalities that do not exist on that day (herindeling)."""
    apart = {one.code for one in institutions if one.kind is Kind.PROVINCIE or not one.in_force(as_of)}
    return [row for row in rows if row.code not in apart]


def check(report: Report) -> None:
    """P9: the statuses of each province add up to its municipalities, the provinces to the total. DataError if not."""
    parts = [*report.provinces, ("alle provincies", report.totals)]
    for name, part in parts:
        if sum(part.statuses.values()) != part.municipalities:
            raise DataError(f"report: the statuses of {name} add up to {sum(part.statuses.values())}, "
                            f"not to its {part.municipalities} municipalities; run `ontour engagement sync`")
    summed = sum(part.municipalities for _, part in report.provinces)
    if not summed == report.totals.municipalities == report.total:
        raise DataError(f"report: the provinces add up to {summed}, not to the {report.total} of the register; "
                        "run `ontour register check`")


def _check_codes(rows: Sequence[Row], register: Mapping[str, Institution]) -> None:
    codes = [row.code for row in rows]
    seen: set[str] = set()
    twice = [code for code in codes if code in seen or seen.add(code)]  # type: ignore[func-returns-value]
    faults = (
        ("unknown codes", [code for code in codes if code not in register]),
        ("codes more than once", twice),
        ("municipalities without a status", [f"{code} {register[code].name}" for code in register if code not in seen]),
    )
    told = [f"{what}: {named(list(dict.fromkeys(which)))}" for what, which in faults if which]
    if told:
        raise DataError(f"report: {'; '.join(told)}; correct the table or run `ontour register check`")


def named(items: Sequence[str]) -> str:
    """The first few of a list of faults, with how many more there are."""
    more = len(items) - SHOWN
    return ", ".join(items[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _count(rows: Sequence[Row]) -> Figures:
    statuses = {status: sum(row.status is status for row in rows) for status in Status}
    return Figures(
        municipalities=len(rows),
        approached=len(rows) - statuses[Status.TO_APPROACH],
        talks=sum(statuses[status] for status in TALKS),
        sessions_held=sum(row.session_held or row.status in SESSIONS_HELD for row in rows),
        awaiting=statuses[Status.CALLING],
        declined=statuses[Status.DECLINED],
        statuses=statuses,
    )


def _alphabetical(province: str) -> tuple[str, str]:
    return (province.casefold().replace("â", "a"), province) if province in PROVINCE_LETTERS else ("~", province)
