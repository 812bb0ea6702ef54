"""Pace, brake and follow-up."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ConfigError
from bot.models.engagement import Engagement
from bot.models.status import Status
from bot.waves.brake import Result, brake
from bot.waves.follow_up import FollowUps, due, load
from bot.waves.pace import Pace
from bot.waves.windows import SendCalendar

CONFIG = Path(__file__).resolve().parents[2] / "config"
CALENDAR = SendCalendar.load(CONFIG / "calendar.toml")
RULES = load(CONFIG / "follow_up.toml")
NINE = datetime(2026, 9, 7, 7, tzinfo=UTC)  # a Monday, 9.00 hours local
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("ago", "room"),
    [([], 3), ([10], 2), ([50, 30, 10], 0), ([61, 30, 10], 1), ([60.1, 30, 10], 0), ([600, 300, 200], 3)],
)
def test_room_in_a_sliding_minute(ago: list[float], room: int) -> None:
    sent = [NINE - timedelta(seconds=seconds) for seconds in ago]
    assert Pace(per_minute=3, per_day=100).room(sent, NINE) == room


def test_recipients_a_day() -> None:
    sent = [NINE - timedelta(hours=hours) for hours in (23, 5, 4)]
    pace = Pace(per_minute=30, per_day=8, recipients=2)
    assert pace.room(sent, NINE) == 1
    full = [*sent, NINE]
    assert pace.room(full, NINE) == 0
    assert pace.next_at(full, NINE) == NINE + timedelta(hours=1)


@given(
    gaps=st.lists(st.floats(0, 90), max_size=40),
    per_minute=st.integers(1, 30),
    per_day=st.integers(2, 60),
    wanted=st.integers(1, 5),
)
def test_next_at_is_the_first_moment_with_room(gaps: list[float], per_minute: int, per_day: int, wanted: int) -> None:
    pace = Pace(per_minute, per_day)
    sent = []
    at = NINE
    for gap in gaps:
        at += timedelta(seconds=gap)
        sent.append(at)
    then = pace.next_at(sent, at, wanted)
    enough = min(wanted, per_minute, per_day // 2)
    assert then >= at and pace.room(sent, then) >= enough
    assert then == at or pace.room(sent, then - timedelta(microseconds=1)) < enough


@given(per_minute=st.integers(1, 30), batch=st.integers(1, 20))
def test_sending_at_the_first_moment_never_exceeds_the_minute_and_wastes_little(per_minute: int, batch: int) -> None:
    pace = Pace(per_minute, 100_000)
    sent: list[datetime] = []
    now = NINE
    while len(sent) < 4 * per_minute:
        now = pace.next_at(sent, now)
        sent += [now] * min(batch, pace.room(sent, now))
    for at in sent:
        assert sum(at - 60 * SECOND <= other <= at for other in sent) <= per_minute
    assert now - NINE == 3 * (60 * SECOND + pace.margin)


OK, BAD = Result.SENT, Result.BOUNCED


@pytest.mark.parametrize(
    ("results", "pauses"),
    [
        ([], False),
        ([OK] * 100, False),
        ([BAD] + [OK] * 20, False),
        ([OK, BAD, OK, Result.FAILED], True),
        ([OK] * 8 + [BAD, BAD], True),
        ([OK] * 9 + [BAD, BAD], False),
        ([OK] * 50 + [Result.FORBIDDEN], True),
    ],
)
def test_the_canary(results: list[Result], pauses: bool) -> None:
    assert (brake(results) is not None) is pauses


INVITED = Engagement("GM0106", Status.INVITED)


def after(days: int, *letters: tuple[str, int], engagement: Engagement = INVITED) -> FollowUps:
    """What is due `days` after 7 September, with letters sent so many days after it."""
    sent = {"GM0106": [(kind, NINE + timedelta(days=day)) for kind, day in letters]}
    return due([engagement], sent, RULES, date(2026, 9, 7) + timedelta(days=days), CALENDAR.add_working_days)


LETTER = ("uitnodiging", 0)
REMINDED = ("herinnering", 14)


@pytest.mark.parametrize(
    ("found", "reminder", "call"),
    [
        (after(13, LETTER), False, False),  # Sunday
        (after(14, LETTER), True, False),  # the tenth working day
        (after(40, LETTER), True, False),
        (after(15, LETTER, REMINDED), False, False),
        (after(23, LETTER, REMINDED), False, False),
        (after(24, LETTER, REMINDED), False, True),  # eight working days after the reminder
        (after(40), False, False),
        (after(40, ("afsluiting", 0)), False, False),
    ],
)
def test_reminder_then_phone(found: FollowUps, reminder: bool, call: bool) -> None:
    assert found.reminders == {"herinnering": ("GM0106",) if reminder else ()}
    assert found.calls == (("GM0106",) if call else ())


@pytest.mark.parametrize(
    "quiet",
    [
        Engagement("GM0106", Status.INTERESTED),
        Engagement("GM0106", Status.DECLINED),
        Engagement("GM0106", Status.TALK_PLANNED),
        Engagement("GM0106", Status.INVITED, opted_out=True),
        Engagement("GM0106", Status.INVITED, open_question=True),
        Engagement("GM0106", Status.INVITED, needs_review="onduidelijk"),
    ],
)
def test_silence_is_kept(quiet: Engagement) -> None:
    assert after(60, LETTER, engagement=quiet) == FollowUps({"herinnering": ()}, ())
    assert after(60, LETTER, REMINDED, engagement=quiet).calls == ()


def test_who_answered_without_a_decision_is_not_reminded_but_called_in_the_end() -> None:
    pending = Engagement("GM0106", Status.INVITED, replied=True)
    assert after(14, LETTER, engagement=pending) == FollowUps({"herinnering": ()}, ())
    assert after(23, LETTER, engagement=pending).calls == ()
    assert after(24, LETTER, engagement=pending) == FollowUps({"herinnering": ()}, ("GM0106",))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[call]\nafter = []\nworking_days = 0", "working_days"),
        ("[call]\nafter = []", "working_days"),
        ("", "call"),
        ('[[rule]]\nid = "x"\n[call]\nafter = []\nworking_days = 1', "after"),
        ("[call", "line"),
    ],
)
def test_a_wrong_rule_is_one_line(tmp_path: Path, text: str, names: str) -> None:
    path = tmp_path / "follow_up.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=names) as caught:
        load(path)
    assert str(path) in str(caught.value)
