"""What follows when nobody answers: reminders, then the phone round. The rules are config/follow_up.toml."""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import ConfigError
from bot.models.engagement import Engagement
from bot.models.status import Status

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

Sent = Mapping[str, Sequence[tuple[str, datetime]]]
"""Per code the letters that left: (kind id, moment), in any order."""
AddWorkingDays = Callable[[date, int], date]


@dataclass(frozen=True, slots=True)
class Rule:
    """`letter` goes out `working_days` after the last of `after` (or of itself), at most `times`."""

    id: str
    after: frozenset[str]
    letter: str
    working_days: int
    times: int = 1


@dataclass(frozen=True, slots=True)
class Rules:
    """The reminders in their order, and when calling begins."""

    reminders: tuple[Rule, ...]
    call_after: frozenset[str]
    call_days: int


@dataclass(frozen=True, slots=True)
class FollowUps:
    """What is due: rule id -> codes for its letter, and the codes for the phone round; all in order of code."""

    reminders: Mapping[str, tuple[str, ...]]
    calls: tuple[str, ...]


def load(path: Path) -> Rules:
    """Read config/follow_up.toml; ConfigError with file and key where it is wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        reminders = tuple(_rule(row) for row in data.get("rule", []))
        call = data["call"]
        return Rules(reminders, frozenset(call["after"]), _days(call))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); restore the file") from error
    except KeyError as error:
        raise ConfigError(f"{path}: key {error} is missing; add it") from error
    except (ValueError, TypeError) as error:
        raise ConfigError(f"{path}: {error}; correct it") from error


def due(
    engagements: Iterable[Engagement], sent: Sent, rules: Rules, today: date, add_working_days: AddWorkingDays
) -> FollowUps:
    """What is due on `today` for who stays silent in `invited`.

    Who replied without a decision (status still `invited`, nothing open) gets no reminder; after the time that the
    reminders would have taken they are called, so that nobody is forgotten.
    """
    reminders: dict[str, list[str]] = {rule.id: [] for rule in rules.reminders}
    calls: list[str] = []
    for one in sorted(engagements, key=lambda engagement: engagement.code):
        letters = sorted(sent.get(one.code, ()), key=lambda letter: letter[1])
        last = next((letter for letter in reversed(letters) if letter[0] in rules.call_after), None)
        if last is None or not _silent(one):
            continue
        rule = _next_rule(rules.reminders, [kind for kind, _ in letters])
        since = last[1].astimezone(AMSTERDAM).date()
        if rule is not None and not one.replied:
            if today >= add_working_days(since, rule.working_days):
                reminders[rule.id].append(one.code)
        elif today >= add_working_days(since, rules.call_days + (rule.working_days if rule else 0)):
            calls.append(one.code)
    return FollowUps({rule_id: tuple(codes) for rule_id, codes in reminders.items()}, tuple(calls))


def _silent(engagement: Engagement) -> bool:
    """Invited, and nothing says to keep quiet."""
    quiet = engagement.opted_out or engagement.open_question or bool(engagement.needs_review)
    return engagement.status is Status.INVITED and not quiet


def _next_rule(rules: Sequence[Rule], kinds: Sequence[str]) -> Rule | None:
    """The first rule that fits the letters sent and is not used up."""
    return next(
        (rule for rule in rules if rule.after & set(kinds) and kinds.count(rule.letter) < rule.times),
        None,
    )


def _rule(row: dict[str, Any]) -> Rule:
    return Rule(row["id"], frozenset(row["after"]), row["letter"], _days(row), int(row.get("times", 1)))


def _days(row: dict[str, Any]) -> int:
    days = row["working_days"]
    if not isinstance(days, int) or days < 1:
        raise ValueError(f"working_days must be a whole number of at least 1, not {days!r}")
    return days
