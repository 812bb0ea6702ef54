"""A lost journal is rebuilt from lists, mailbox and calendar, and no letter goes out twice."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.errors import Refused
from bot.jobs.round import round_
from bot.models.actor import Operator
from bot.ops.rebuild import rebuild

ME = Operator("test", "localhost")


def lost(tour: Any, tour_type: Any, folder: Path) -> Any:
    """The same tenant with a new, empty journal: the old one is lost."""
    tour.app.journal.close()
    folder.mkdir()
    return tour_type(tour.tenant, folder)


def test_all_that_was_sent_is_known_and_nothing_goes_twice(tour: Any, tour_type: Any, tmp_path: Path) -> None:
    tour.sent()
    before = {one["fields"]["Title"]: one["fields"]["Status"] for one in tour.towns()}
    new = lost(tour, tour_type, tmp_path / "new")
    with pytest.raises(Refused, match="--take-over"):
        rebuild(new.app, ME)
    counts = rebuild(new.app, ME, take_over=True)
    assert counts["sent"] >= 12 and counts["contacts"] == 24 and counts["waves"] == 1
    assert Counter(new.states()) == {"sent": 12}
    new.rounds(3)
    assert {one["fields"]["Title"]: one["fields"]["Status"] for one in new.towns()} == before
    assert Counter(new.offices()) == Counter(new.expected())
    new.asked(Title="Nog eens")
    item, fields = new.hands.find("Golven", Title="Nog eens")
    assert fields["Stand"] == "Kan niet: zie melding"
    round_(new.app)
