"""`ontour meetings`: times shown, given, booked, and the calendar brought in line, from the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Tour = Callable[..., Any]


@pytest.fixture(scope="module")
def tour_(set_up: Callable[..., Tour], sandbox: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Tour:
    """A tour before any letter; each test takes municipalities of its own."""
    return set_up(sandbox(), tmp_path_factory.mktemp("tour"))


def listed(tour: Tour, municipality: str) -> list[dict[str, Any]]:
    return [one for one in json.loads(tour("meetings", "list", "--json").stdout) if one["municipality"] == municipality]


def test_what_a_province_would_be_offered_is_shown_and_nothing_is_held(tour_: Tour) -> None:
    made = json.loads(tour_("meetings", "offer", "--province", "Drenthe", "--json").stdout)
    by_code: dict[str, list[int]] = {}
    for one in made["offers"]:
        by_code.setdefault(one["code"], []).append(one["option"])
    assert len(by_code) == 12 and set(map(tuple, by_code.values())) == {(1, 2, 3)}
    assert made["warnings"] == []
    assert not [one for one in made["offers"] if listed(tour_, one["municipality"])]


def test_a_municipality_is_given_new_times_once(tour_: Tour) -> None:
    done = tour_("meetings", "offer", "Urk", "--by", "planner@team.example")
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 3
    assert [(one["option"], one["state"]) for one in listed(tour_, "Urk")] == [(1, "held"), (2, "held"), (3, "held")]
    again = tour_("meetings", "offer", "Urk")
    assert again.returncode == 1 and "times are held" in again.stderr
    assert "planner@team.example" in tour_("engagement", "history", "Urk").stdout


def test_the_same_time_for_two_is_held_by_two_advisers(tour_: Tour) -> None:
    moment = "2026-10-06T10:00"
    for municipality in ("Almere", "Lelystad"):
        assert tour_("meetings", "book", municipality, "--at", moment).returncode == 0
    talks = [listed(tour_, one)[0] for one in ("Almere", "Lelystad")]
    assert talks[0]["start"] == talks[1]["start"] and talks[0]["adviser"] != talks[1]["adviser"]


def test_the_calendar_is_brought_in_line_and_says_what_it_did(tour_: Tour) -> None:
    assert tour_("meetings", "book", "Dronten", "--at", "2026-10-07T10:00").returncode == 0
    done = tour_("meetings", "sync")
    assert done.returncode == 0 and " 0 invitations, 0 cancellations, " in done.stdout, "no approval stands yet"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((), 2, "either a municipality or --province"),
        (("Urk", "--province", "Drenthe"), 2, "either a municipality or --province"),
        (("--province", "Atlantis"), 1, "no such province"),
        (("Nergenshuizen",), 1, "Nergenshuizen"),
    ],
)
def test_wrong_use_gets_one_line(tour_: Tour, arguments: tuple[str, ...], code: int, says: str) -> None:
    done = tour_("meetings", "offer", *arguments)
    assert done.returncode == code and says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_calendar_file_is_no_argument(tour_: Tour, tmp_path: Path) -> None:
    done = tour_("meetings", "book", "Urk", "--at", str(tmp_path))
    assert done.returncode == 1 and "not a moment" in done.stderr
