"""One mail or item that the bot stumbles over must not keep the others waiting."""

from typing import Any

import pytest

from bot.jobs.mail import effects
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
