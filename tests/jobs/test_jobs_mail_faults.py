"""Mail that cannot be read as it should: nothing is decided on half of it, danger is told, none is lost (P2, P11)."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from jobs_hands import reply

from bot.demo_contacts import slug
from bot.errors import TenantError
from bot.jobs.mail import act as acting
from bot.jobs.mail.aside import PATIENCE
from bot.store import engagements, messages

NO = "Wij hebben geen belangstelling voor een gesprek."
THREAT = "Onze burgemeester is gisteren met de dood bedreigd."
MIME = r"GET .*/messages/[^/]+/\$value$"
BUSY = {"match": MIME, "do": "status", "headers": {"Retry-After": "300"}}
PLAN = [
    {**BUSY, "status": 503, "nth": 1},
    {**BUSY, "status": 429, "nth": 2},
    {**BUSY, "status": 404, "nth": 4},
    {**BUSY, "status": 500, "nth": 5},
    *({**BUSY, "status": 413, "nth": number} for number in (7, 8)),
    *({**BUSY, "status": 503, "nth": number} for number in (9, 10, 11)),
]
"""By the number of the request for a message's MIME; 3 and 6 are answered as they should be."""


@pytest.fixture(scope="module")
def towns(sandbox: Callable[..., Any], tour_type: Any, town_type: Any, tmp_path_factory: Any) -> Iterator[list[Any]]:
    """The invited municipalities of a tenant that fails by the plan."""
    folder: Path = tmp_path_factory.mktemp("faults")
    plan = folder / "faults.json"
    plan.write_text(json.dumps(PLAN), encoding="utf-8")
    tour = tour_type(sandbox("--faults", str(plan)), folder).prepare()
    tour.sent()
    yield [town_type(tour, one.code, slug(one.name)) for one in tour.municipalities()]
    tour.app.journal.close()


def arrives(town: Any, text: str, *, half: bool = True) -> None:
    """A mail whose JSON is not enough; then a round, which may end with one clear line."""
    mail = reply(town.letter, f"griffie@{town.domain}", text)
    if half:
        mail["Return-Path"] = "<>"
    town.tour.hands.deliver(mail)
    again(town, 1)


def again(town: Any, minutes: float) -> None:
    with suppress(TenantError):
        town.tour.round(minutes)


def outcomes(town: Any) -> list[str]:
    """How its mails ended."""
    with town.tour.app.journal.begin() as tx:
        return [row["outcome"] for row in messages.of_institution(tx, town.code)]


def test_half_a_mail_decides_nothing(towns: list[Any]) -> None:
    """One test, for the plan counts the requests."""
    busy, gone, failing, refused, stuck = towns[:5]
    duty = busy.tour.tenant.ready["duty"]
    told = len(busy.tour.staff_mail(duty))

    arrives(busy, THREAT)  # 503
    assert outcomes(busy) == [] and busy.fields()["Status"] == "Aangeschreven"
    again(busy, 1)  # 429
    assert outcomes(busy) == []
    again(busy, 1)
    assert outcomes(busy) == ["review"], "read whole at last"
    again(busy, 1)
    assert len(busy.tour.staff_mail(duty)) == told + 1, "danger was told, once"

    arrives(gone, NO)  # 404: a person removed it in between
    assert outcomes(gone) == [] and gone.fields()["Status"] == "Aangeschreven"

    arrives(failing, NO)  # 500 in the batch; asked for alone it comes
    assert len(outcomes(failing)) == 1

    arrives(refused, THREAT)  # refused for good
    assert outcomes(refused) == ["review"] and refused.waiting()[0]["Soort"] == "Spoed: direct lezen"
    again(refused, 1)
    assert len(refused.tour.staff_mail(duty)) == told + 2

    arrives(stuck, NO)  # 503 without end
    again(stuck, PATIENCE.total_seconds() / 60 - 5)
    assert outcomes(stuck) == []
    again(stuck, 6)
    assert outcomes(stuck) == ["review"], "a person gets it in the end"
    with stuck.tour.app.journal.begin() as tx:
        assert engagements.get(tx, stuck.code).open_question, "and no reminder goes meanwhile (P5)"
    assert stuck.fields()["Status"] == "Aangeschreven"


@pytest.mark.parametrize("text", [THREAT, NO])
def test_danger_in_a_mail_that_broke_the_reading_is_told(town: Any, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    def broken(*_args: Any) -> Any:
        raise ZeroDivisionError

    duty = town.tour.tenant.ready["duty"]
    told = len(town.tour.staff_mail(duty))
    monkeypatch.setattr(acting, "read", broken)
    town.writes(text)
    assert len(town.waiting()) == 1
    assert len(town.tour.staff_mail(duty)) == told + (text == THREAT)


def test_a_folder_that_a_person_removed_keeps_no_other_waiting(town: Any) -> None:
    hands = town.tour.hands
    made = hands.mailbox("POST", "/mailFolders", {"displayName": f"Map {town.code}"}).json()
    town.tour.app.cache.pop("folders", None)
    town.tour.round(1)
    assert hands.mailbox("DELETE", f"/mailFolders/{made['id']}").status_code == 204
    town.writes(NO)
    assert town.fields()["Status"] == "Geen interesse"
