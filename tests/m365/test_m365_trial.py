"""Trial mode at the last door."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.errors import Refused
from bot.m365.calendar import Attendee, Calendar, EventDraft, EventState, changes
from bot.m365.graph import Graph
from bot.m365.mail import Address, DraftMail, Mailbox

INSIDE, OUTSIDE = Address("Tester@team.example"), Address("burgemeester@gemeente.example")
AT = datetime(2026, 3, 30, 9, tzinfo=UTC)


@pytest.fixture
def trial(dial: Callable[..., Graph]) -> Graph:
    return dial(only_to=frozenset({"tester@TEAM.example"}))


@pytest.mark.parametrize(
    ("to", "cc", "leaves"),
    [((INSIDE,), (), True), ((OUTSIDE,), (), False), ((INSIDE, OUTSIDE), (), False), ((INSIDE,), (OUTSIDE,), False)],
    ids=["on the list", "not on it", "one of two not", "a copy not"],
)
@pytest.mark.parametrize("way", ["batch", "batch_once", "post"])
def test_a_draft_leaves_only_to_the_trial_list(
    script: Any, trial: Graph, way: str, to: tuple[Address, ...], cc: tuple[Address, ...], leaves: bool
) -> None:
    mailbox = Mailbox(trial, "tour@team.example")
    part = mailbox.draft_part(DraftMail("k", to, "Onderwerp", text="x", cc=cc))
    send = {"post": lambda: trial.post(part.path, part.body)}.get(way, lambda: getattr(trial, way)([part]))
    if leaves:
        script.then((200, {}, {"responses": [{"id": "0", "status": 201}]}))
        send()
        assert len(script.seen) == 1
        return
    with pytest.raises(Refused, match="waves.trial_recipients"):
        send()
    assert script.seen == []


def test_an_answer_in_a_thread_and_an_invitation_are_checked_too(script: Any, trial: Graph) -> None:
    mail = DraftMail("k", (OUTSIDE,), "Re: x", text="x")
    event = EventDraft("k", "Gesprek", AT, AT.replace(hour=10), attendees=(OUTSIDE,))
    for part in (
        Mailbox(trial, "a@team.example").reply_draft_part("1", mail),
        Calendar(trial, "a@team.example").create_part(event),
    ):
        with pytest.raises(Refused):
            trial.batch([part])
    assert script.seen == []


@pytest.mark.parametrize(("invited", "allowed"), [(INSIDE, True), (OUTSIDE, False)], ids=["on the list", "not on it"])
@pytest.mark.parametrize("what", ["change", "cancellation"])
def test_who_was_invited_counts_though_the_request_names_nobody(
    trial: Graph, invited: Address, allowed: bool, what: str
) -> None:
    calendar = Calendar(trial, "a@team.example")
    attendee = Attendee(invited.email.lower(), "", "none")
    event = EventState("1", "k", "Gesprek", AT, AT.replace(hour=10), False, (attendee,), "")

    def make() -> None:
        if what == "change":
            calendar.patch_part(event, changes(start=AT.replace(hour=8)))
        else:
            calendar.cancel_part(event, "Het gesprek gaat niet door.")

    if allowed:
        make()
        return
    with pytest.raises(Refused, match="waves.trial_recipients"):
        make()


def test_a_hold_without_attendees_is_free_to_go(script: Any, trial: Graph) -> None:
    script.then((200, {}, {"responses": [{"id": "0", "status": 201}]}))
    trial.batch([Calendar(trial, "a@team.example").create_part(EventDraft("k", "Optie", AT, AT.replace(hour=10)))])
    assert len(script.seen) == 1


def test_recipients_of_what_is_only_named_by_id_can_be_asked_about(trial: Graph) -> None:
    trial.check_recipients(["tester@team.example"])
    with pytest.raises(Refused):
        trial.check_recipients(["tester@team.example", OUTSIDE.email])


def test_without_a_trial_list_everything_may_leave(script: Any, graph: Graph) -> None:
    graph.check_recipients([OUTSIDE.email])
    graph.post("/users/a/messages", DraftMail("k", (OUTSIDE,), "x").as_json())
    assert len(script.seen) == 1
