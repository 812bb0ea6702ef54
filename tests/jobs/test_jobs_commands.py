"""A command is carried out once, wherever the process dies: what it did and that it was taken stay or go together."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bot.models.wave import WaveState
from bot.store import events, waves
from bot.waves.seal import letter_hash, seal


class Death(BaseException):
    """The process is no more: nothing in it may go on."""


def dying(app: Any, commits: int, *, before: bool) -> None:
    """The process dies at its `commits`-th transaction: just before it is committed, or just after."""
    plain, left, depth = app.journal.begin, [commits], [0]

    @contextmanager
    def begin() -> Iterator[Any]:
        depth[0] += 1
        try:
            with plain() as tx:
                yield tx
                if depth[0] == 1:
                    left[0] -= 1
                    if before and left[0] == 0:
                        raise Death
        finally:
            depth[0] -= 1
        if not before and depth[0] == 0 and left[0] == 0:
            raise Death

    app.journal.begin = begin


def live_and_die(tour: Any, done: Callable[[], bool]) -> int:
    """Rounds in processes that each live a little longer, until it is done; answers how many died."""
    for deaths in range(60):
        app = tour.again()
        dying(app, 3 + deaths * 7 + deaths % 5, before=deaths % 2 == 0)
        try:
            tour.round()
        except Death:
            pass
        finally:
            app.journal.close()
        tour.again()
        if done():
            return deaths
    raise AssertionError("never done")


def count(tour: Any, kind: str) -> int:
    """How often the journal says that it happened."""
    with tour.app.journal.begin() as tx:
        return len(events.of_kind(tx, kind))


def shown(tour: Any, item: str) -> dict[str, Any]:
    """The wave's item."""
    return dict(tour.hands.fields("Golven", item))


def test_each_command_of_a_wave_is_carried_out_once_though_every_process_dies(tour: Any) -> None:
    item = tour.hands.ask_wave()
    assert live_and_die(tour, lambda: shown(tour, item).get("Stand") == "Proef klaar") >= 3
    assert count(tour, "wave_sealed") == 1
    with tour.app.journal.begin() as tx:
        wave, letters = waves.get(tx, 1), waves.letters(tx, 1)
    assert wave is not None and wave.seal == seal(map(letter_hash, letters)) == shown(tour, item)["Zegel"]
    (folder,) = tour.hands.proofs("")
    assert len(tour.hands.proofs(folder)) == 13

    tour.hands.edit("Golven", item, "planner", Opdracht="Vraag akkoord")
    assert live_and_die(tour, lambda: shown(tour, item)["Stand"] == "Wacht op akkoord") >= 3
    assert count(tour, "approval_asked") == 1

    tour.hands.edit("Golven", item, "approver", Akkoord="Akkoord")
    assert live_and_die(tour, lambda: shown(tour, item)["Stand"] == "Goedgekeurd") >= 3
    assert count(tour, "wave_approved") == 1 and count(tour, "approval_void") == 0
    assert shown(tour, item)["Melding"].startswith("Goedgekeurd door Olaf Akkerdaas")

    stops = (("Pauzeren", "Gepauzeerd", "wave_paused"), ("Afbreken", "Afgebroken", "wave_cancelled"))
    for command, stand, kind in stops:
        tour.hands.edit("Golven", item, "adviser", Opdracht=command)
        assert live_and_die(tour, lambda stand=stand: shown(tour, item)["Stand"] == stand) >= 3
        assert count(tour, kind) == 1 and "Tessel Veldhoen" in shown(tour, item)["Melding"]
    tour.rounds(2, 20)
    assert tour.letters() == []
    subjects = [one["subject"].partition(":")[0] for one in tour.staff_mail(tour.hands.address("approver"))]
    assert sorted(subjects) == ["Graag uw akkoord", "U hebt goedgekeurd"]


def test_reminders_reach_every_silent_town_once_though_every_process_dies(tour: Any) -> None:
    standing = tour.asked(brief="herinnering", provinces=())
    tour.hands.edit("Golven", standing, "approver", Akkoord="Akkoord")
    tour.sent()
    tour.wait(14 * 24 * 60)

    def planned() -> bool:
        with tour.app.journal.begin() as tx:
            return any(waves.facts(tx, one.id)["under"] for one in waves.in_state(tx, [WaveState.APPROVED]))

    assert live_and_die(tour, planned) >= 3
    tour.rounds(2, 24 * 60)
    tour.round(1)
    assert tour.offices() == sorted([*tour.expected(), *tour.expected()]), "the letter and one reminder"
    with tour.app.journal.begin() as tx:
        assert len([one for one in waves.in_state(tx, list(WaveState)) if waves.facts(tx, one.id)["under"]]) == 1


def test_reminders_that_staff_broke_off_do_not_come_back_the_next_day(tour: Any) -> None:
    standing = tour.asked(brief="herinnering", provinces=())
    tour.hands.edit("Golven", standing, "approver", Akkoord="Akkoord")
    tour.sent()
    tour.round(14 * 24 * 60)
    item, _ = tour.hands.find("Golven", Stand="Goedgekeurd", Brief="herinnering", Aantal=12)
    tour.hands.edit("Golven", item, "adviser", Opdracht="Afbreken")
    tour.round(1)
    for _ in range(4):
        tour.again()
        tour.round(24 * 60)
    assert len(tour.letters()) == 12
    assert [one["fields"]["Stand"] for one in tour.hands.items("Golven")].count("Afgebroken") == 1
