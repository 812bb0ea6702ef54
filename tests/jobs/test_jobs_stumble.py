"""One mail or item that the bot stumbles over must not keep the others waiting."""

from contextlib import suppress
from typing import Any

import pytest

from bot.errors import TenantError
from bot.jobs.mail import effects
from bot.jobs.round import drain
from bot.jobs.site.read import SiteReader
from bot.m365.graph import GraphFault
from bot.models.reply import Intent
from bot.store import messages


@pytest.mark.parametrize("fault", [ZeroDivisionError(), GraphFault("a calendar", 403)])
def test_a_mail_that_breaks_its_effect_waits_for_a_person_and_the_next_is_read(
    town: Any, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def broken(_case: effects.Case) -> bool:
        raise fault

    monkeypatch.setitem(effects.EFFECTS, Intent.DECLINE, broken)
    town.writes("Wij hebben geen belangstelling voor een gesprek.")
    assert town.fields()["Status"] == "Aangeschreven"
    monkeypatch.undo()
    with town.tour.app.journal.begin() as tx:
        assert [row["reason"] for row in messages.waiting(tx)][-1].startswith("de bot kon dit bericht niet lezen")
    town.writes("Wij hebben geen belangstelling voor een gesprek.")
    assert town.fields()["Status"] == "Geen interesse"


def test_danger_is_told_though_no_list_can_be_read(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The alert goes whatever else fails (P11)."""

    def broken(_reader: SiteReader, _answers: Any) -> int:
        raise TenantError("list Golven cannot be read")

    tour = town.tour
    duty = tour.tenant.ready["duty"]
    told = len(tour.staff_mail(duty))
    monkeypatch.setattr(SiteReader, "absorb", broken)
    with pytest.raises(TenantError):
        town.writes("Onze burgemeester is gisteren met de dood bedreigd.")
    with suppress(TenantError):
        drain(tour.app)
    assert len(tour.staff_mail(duty)) == told + 1
