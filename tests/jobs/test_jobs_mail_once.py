"""Every message is handled once and only once: forgotten links, removed mail, processes that die (P2)."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from jobs_hands import reply

from bot.demo_contacts import slug
from bot.jobs.mail import colleagues
from bot.jobs.mail.mark import mark
from bot.jobs.mail.read import MailReader, read_folders
from bot.store import events, messages

NO = "Wij hebben geen belangstelling voor een gesprek."
CHOICE = "Wij kiezen voor optie 2."
QUESTION = "Wat kost dit de gemeente, en wie betaalt de training?"


@pytest.fixture
def forgetful(sandbox: Callable[..., Any], tour_type: Any, town_type: Any, tmp_path: Path) -> Iterator[list[Any]]:
    """The invited municipalities of a tenant that forgets every ninth delta link: one in almost each round."""
    plan = [{"match": "GET .*/messages/delta", "do": "status", "status": 410, "every": 9}]
    file = tmp_path / "faults.json"
    file.write_text(json.dumps(plan), encoding="utf-8")
    tour = tour_type(sandbox("--faults", str(file)), tmp_path).prepare()
    tour.sent()
    yield [town_type(tour, one.code, slug(one.name)) for one in tour.municipalities()]
    tour.app.journal.close()
    tour.tenant.stop()


@pytest.fixture
def three(invited: Iterator[Any]) -> list[Any]:
    """Three municipalities of one tenant that no other test touches."""
    found: list[Any] = []
    while len(found) < 3:
        one = next(invited)
        found = [*(known for known in found if known.tour is one.tour), one]
    return found


def deliver(town: Any, text: str) -> None:
    """It arrives; the bot has not looked yet."""
    town.tour.hands.deliver(reply(town.letter, f"griffie@{town.domain}", text))


def newest(town: Any) -> str:
    """The id of the mail that arrived last."""
    return str(town.tour.hands.mailbox("GET", "/mailFolders/inbox/messages?$top=1").json()["value"][0]["id"])


def handled(town: Any) -> list[tuple[str, str]]:
    """Intent and outcome of each of its mails."""
    with town.tour.app.journal.begin() as tx:
        return [(row["intent"], row["outcome"]) for row in messages.of_institution(tx, town.code)]


def kinds(town: Any) -> Counter[str]:
    """How often each kind of event of a mail stands in its history."""
    with town.tour.app.journal.begin() as tx:
        rows = [one["kind"] for one in events.of_institution(tx, town.code)]
    return Counter(kind for kind in rows if kind.startswith("mail"))


def test_links_that_the_service_forgets_make_nothing_happen_twice(forgetful: list[Any]) -> None:
    no, asks, removed, moved = forgetful[:4]
    tour = no.tour
    deliver(no, NO)
    tour.round(1)
    deliver(removed, NO)
    assert tour.hands.mailbox("DELETE", f"/messages/{newest(removed)}").status_code == 204
    deliver(asks, QUESTION)
    tour.rounds(3, 1)
    folder = tour.hands.mailbox("POST", "/mailFolders", {"displayName": "Gelezen"}).json()["id"]
    deliver(moved, NO)
    tour.hands.mailbox("POST", f"/messages/{newest(moved)}/move", {"destinationId": folder})
    tour.wait(13 * 60)  # the folders are looked up twice a day
    tour.rounds(8, 1)  # so that each folder's link was forgotten
    assert handled(removed) == [], "a person removed it before anybody looked"
    assert handled(no) == [("decline", "applied")] and kinds(no) == {"mail:applied": 1}
    assert handled(moved) == [("decline", "applied")] and moved.fields()["Status"] == "Geen interesse"
    assert handled(asks) == [("question", "review")] and len(asks.waiting()) == 1


class Death(BaseException):
    """The process is no more: nothing in it may go on."""


def dying(app: Any, number: int, *, after: bool) -> None:
    """The process dies at its `number`-th transaction: before it is written, or just after."""
    begin, left = app.journal.begin, [number]

    @contextmanager
    def deadly() -> Iterator[Any]:
        left[0] -= 1
        last = left[0] == 0
        with begin() as tx:
            yield tx
            if last and not after:
                raise Death
        if last:
            raise Death

    app.journal.begin = deadly


@pytest.mark.parametrize("after", [False, True], ids=["before it is written", "after it is written"])
def test_each_mail_is_handled_once_though_every_process_dies(three: list[Any], after: bool) -> None:
    """Each process lives one transaction longer than the one before, until one reads and marks all."""
    no, chooses, asks = three
    tour = no.tour
    deliver(no, NO)
    deliver(chooses, CHOICE)
    deliver(asks, QUESTION)
    answer = tour.hands.mailbox("POST", f"/messages/{newest(asks)}/createReply", {"comment": "Niets."}).json()["id"]
    assert tour.hands.mailbox("POST", f"/messages/{answer}/send").status_code == 202
    tour.wait(2)
    deaths = 0
    for number in range(1, 200):
        app = tour.again()
        dying(app, number, after=after)
        try:
            MailReader(app).read()
            mark(app)
            break
        except Death:
            deaths += 1
        finally:
            app.journal.close()
    assert deaths > 8
    tour.again()
    tour.rounds(3, 1)
    assert kinds(no) == {"mail:applied": 1} and no.fields()["Status"] == "Geen interesse"
    assert kinds(chooses) == {"mail:applied": 1} and len(chooses.meetings()) == len(chooses.mail_since()) == 1
    assert kinds(asks) == {"mail:review": 1, "mail:answered": 1} and asks.waiting() == []


def test_a_poll_of_five_new_mails_takes_one_round_trip(town: Any) -> None:
    app = town.tour.app
    MailReader(app).read()
    for _ in range(5):
        deliver(town, QUESTION)
    before = app.graph.requests
    assert MailReader(app).read() == 5
    assert app.graph.requests - before == 1
    assert colleagues.FOLDER in read_folders(app)
    town.tour.round(1)
