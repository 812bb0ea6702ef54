"""The outbox under every order of events: two processes, doubts, refusals; no effect leaves twice, none is lost."""

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from bot.store import outbox, site
from bot.store.journal import Journal
from bot.store.outbox import OPEN, Effect, State

NOW = datetime(2026, 9, 7, 7, 0, tzinfo=UTC)
MAILBOX = "tour@weerbaarbestuur.example"

MOVES: dict[str, tuple[tuple[State, ...], State]] = {
    "claim for a draft": ((State.PLANNED,), State.DRAFTING),
    "draft not made": ((State.DRAFTING,), State.PLANNED),
    "draft made": ((State.DRAFTING,), State.DRAFTED),
    "claim for sending": ((State.DRAFTED,), State.SENDING),
    "throttled": ((State.SENDING,), State.DRAFTED),
    "left": ((State.SENDING,), State.SENT),
    "refused": (OPEN, State.FAILED),
    "for a person": (OPEN, State.HELD),
    "stopped": (OPEN, State.DROPPED),
}
"""The dispatcher's moves: from where, to where."""

FINAL = (State.SENT, State.FAILED, State.HELD, State.DROPPED)


def effect(key: str, wave: int | None = None) -> Effect:
    return Effect(key, "letter", MAILBOX, NOW, "GM0106", wave, payload={"to": ["griffie@assen.example"]})


class TwoSenders(RuleBasedStateMachine):
    """Two processes on one journal make the dispatcher's moves in any order; a plain dictionary says what must hold."""

    keys = Bundle("keys")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.sides = [Journal(f"sqlite:///{self.folder}/journal.sqlite") for _ in range(2)]
        self.state: dict[str, State] = {}
        self.left: dict[str, int] = {}
        self.step = 0

    @initialize(target=keys)
    def first(self) -> str:
        return self.plan("OTWB-DR-0106-1", 0)

    @rule(target=keys, number=st.integers(1, 4), side=st.integers(0, 1))
    def plan_again(self, number: int, side: int) -> str:
        return self.plan(f"OTWB-DR-0106-{number}", side)

    def plan(self, key: str, side: int) -> str:
        with self.sides[side].begin() as tx:
            added = outbox.add(tx, effect(key), NOW)
        assert added is (key not in self.state)
        self.state.setdefault(key, State.PLANNED)
        return key

    @rule(key=keys, move=st.sampled_from(sorted(MOVES)), side=st.integers(0, 1))
    def move(self, key: str, move: str, side: int) -> None:
        allowed, new = MOVES[move]
        self.step += 1
        with self.sides[side].begin() as tx:
            done = outbox.move(tx, key, allowed, new, NOW + timedelta(seconds=self.step))
        assert done is (self.state[key] in allowed)
        if done:
            self.state[key] = new
            self.left[key] = self.left.get(key, 0) + (new is State.SENT)

    @rule(key=keys, side=st.integers(0, 1))
    def crash_while_claiming(self, key: str, side: int) -> None:
        """A transaction that never commits changes nothing."""
        with pytest.raises(RuntimeError), self.sides[side].begin() as tx:
            outbox.move(tx, key, State.DRAFTED, State.SENDING, NOW)
            raise RuntimeError

    @invariant()
    def nothing_left_twice_and_both_sides_see_the_same(self) -> None:
        assert all(times <= 1 for times in self.left.values())
        for side in self.sides:
            with side.begin() as tx:
                found = {one.key: one.state for one in outbox.in_state(tx, State)}
            assert found == self.state

    def teardown(self) -> None:
        for side in self.sides:
            side.close()
        shutil.rmtree(self.folder)


TestTwoSenders = TwoSenders.TestCase
TestTwoSenders.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(f"sqlite:///{tmp_path}/journal.sqlite")


@pytest.mark.parametrize("final", FINAL)
def test_nothing_leads_out_of_an_end(journal: Journal, final: State) -> None:
    with journal.begin() as tx:
        outbox.add(tx, effect("key"), NOW)
        outbox.move(tx, "key", OPEN, final, NOW)
        for allowed, new in MOVES.values():
            assert outbox.move(tx, "key", allowed, new, NOW) is False
        found = outbox.get(tx, "key")
    assert found is not None and found.state is final


def test_of_many_that_claim_at_once_one_gets_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/journal.sqlite"
    journals = [Journal(url) for _ in range(6)]
    with journals[0].begin() as tx:
        for number in range(10):
            outbox.add(tx, effect(f"key {number}"), NOW)

    def claim(journal: Journal) -> list[str]:
        taken = []
        for number in range(10):
            with journal.begin() as tx:
                if outbox.move(tx, f"key {number}", State.PLANNED, State.DRAFTING, NOW):
                    taken.append(f"key {number}")
        return taken

    with ThreadPoolExecutor(6) as pool:
        taken = [key for keys in pool.map(claim, journals) for key in keys]
    assert sorted(taken) == [f"key {number}" for number in range(10)]


def test_a_key_that_nobody_planned_cannot_move(journal: Journal) -> None:
    with journal.begin() as tx:
        assert outbox.move(tx, "unknown", OPEN, State.SENT, NOW) is False
        assert outbox.get(tx, "unknown") is None


def test_planning_again_does_not_touch_what_is_under_way(journal: Journal) -> None:
    with journal.begin() as tx:
        outbox.add(tx, effect("key"), NOW)
        outbox.move(tx, "key", State.PLANNED, State.DRAFTED, NOW, graph_id="AAMk", internet_message_id="<m@x.example>")
        assert outbox.add(tx, effect("key"), NOW) is False
        found = outbox.by_message_id(tx, "<m@x.example>")
    assert found is not None and (found.key, found.graph_id, found.state) == ("key", "AAMk", State.DRAFTED)
    assert found.payload == {"to": ["griffie@assen.example"]}


def test_what_is_due_comes_oldest_first_and_not_before_its_time(journal: Journal) -> None:
    def later(key: str, hours: int, kind: str = "letter") -> Effect:
        return Effect(key, kind, MAILBOX, NOW + timedelta(hours=hours))

    with journal.begin() as tx:
        for one in (later("c", 2), later("a", 1), later("b", 1), later("mail", 0, "staff"), later("d", 9)):
            outbox.add(tx, one, NOW)
        due = outbox.in_state(tx, [State.PLANNED], kinds=["letter"], due_by=NOW + timedelta(hours=2))
        first = outbox.in_state(tx, [State.PLANNED], limit=1)
    assert [one.key for one in due] == ["a", "b", "c"]
    assert [one.key for one in first] == ["mail"]


def test_a_wave_counts_its_effects_and_its_item_is_written_anew(journal: Journal) -> None:
    with journal.begin() as tx:
        for number in range(3):
            outbox.add(tx, effect(f"key {number}", wave=7), NOW)
        assert site.marked(tx, "Golven") == []
        outbox.move(tx, "key 0", State.PLANNED, State.DRAFTING, NOW)
        assert outbox.counts(tx, 7) == {State.PLANNED: 2, State.DRAFTING: 1}
        assert {one.key for one in outbox.of_wave(tx, 7)} == {"key 0", "key 1", "key 2"}
        assert site.marked(tx, "Golven") == ["7"]


def test_the_pace_counts_what_a_mailbox_began_to_send(journal: Journal) -> None:
    with journal.begin() as tx:
        for number in range(4):
            outbox.add(tx, effect(f"key {number}"), NOW)
            claimed = NOW - timedelta(seconds=30 * number)
            outbox.move(tx, f"key {number}", State.PLANNED, State.SENDING, NOW, claimed_at=claimed)
        outbox.add(tx, Effect("other", "letter", "elders@team.example", NOW), NOW)
        outbox.move(tx, "other", State.PLANNED, State.SENDING, NOW, claimed_at=NOW)
        left = outbox.left_since(tx, MAILBOX, NOW - timedelta(seconds=60))
    assert left == [NOW - timedelta(seconds=60), NOW - timedelta(seconds=30), NOW]
