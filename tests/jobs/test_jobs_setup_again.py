"""Set-up where the network drops, and on a site that an older version made: run to the end, nothing twice."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.jobs.setup import setup

MAKES = {
    "a list": r"^POST /sites/[^/]+/lists$",
    "a column": r"^POST /sites/[^/]+/lists/[^/]+/columns$",
    "a folder": r"^POST /drives/.*/children$",
    "an item": r"^POST /sites/[^/]+/lists/[^/]+/items$",
}


@pytest.mark.parametrize("do", ["drop_before", "drop_after"])
def test_set_up_ends_though_each_kind_of_making_is_dropped(
    sandbox: Callable[..., Any], tour_type: Any, tmp_path: Path, do: str
) -> None:
    plan = tmp_path / "faults.json"
    faults = [{"match": match, "nth": 1, "times": 1, "do": do} for match in MAKES.values()]
    plan.write_text(json.dumps(faults), encoding="utf-8")
    tour = tour_type(sandbox("--faults", str(plan)), tmp_path)
    setup(tour.app)
    titles = [str(one["fields"]["Title"]) for one in tour.hands.items("Bediening")]
    assert sorted(titles) == ["Dienst", "Noodstop"]
    assert len(tour.app.site.lists()) == len(set(tour.app.site.lists()))
    assert [one.name for one in tour.app.library.children("")].count("Proeven") == 1


def test_an_older_site_gets_the_choices_it_lacks_and_keeps_its_owners(tour: Any) -> None:
    app = tour.app
    path = f"{app.site.path}/lists/{app.site.lists()['Golven'].id}/columns"
    stand = next(one for one in app.graph.pages(path) if one["name"] == "Stand")
    older = [*(one for one in stand["choice"]["choices"] if one != "Verzonden, zie melding"), "Van de eigenaar"]
    app.graph.patch(f"{path}/{stand['id']}", {"choice": {**stand["choice"], "choices": older}})
    setup(tour.again())
    now = next(one for one in tour.app.graph.pages(path) if one["name"] == "Stand")["choice"]["choices"]
    assert now == [*older, "Verzonden, zie melding"]
