"""A wave from the command line, from set-up to the last letter, on a sandbox tenant."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.store.journal import Journal


def planned(tour: Callable[..., Any], by: str) -> dict[str, Any]:
    done = tour("wave", "plan", "--province", "Flevoland", "--letter", "uitnodiging", "--by", by, "--json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def letters_out(tenant: Any) -> int:
    return sum("@weerbaarbestuur.example" not in one["to"][0] for one in tenant.outbox())


def test_a_wave_leaves_once_and_only_when_approved_and_in_its_window(tour: Callable[..., Any], tenant: Any) -> None:
    planner, approver = tenant.ready["team"][:2]
    made = planned(tour, planner)
    assert set(made) == {"wave", "letters", "hash"} and made["letters"] == 6
    wave = made["wave"]

    early = tour("wave", "send", wave)
    assert early.returncode == 1 and "only an approved wave is sent" in early.stderr
    own = tour("wave", "approve", wave, "--by", planner, "--hash", made["hash"])
    assert own.returncode == 1 and "a second person must approve" in own.stderr
    stale = tour("wave", "approve", wave, "--by", approver, "--hash", "0" * 64)
    assert stale.returncode == 1 and "the hash is not that of the wave" in stale.stderr
    assert letters_out(tenant) == 0

    assert tour("wave", "approve", wave, "--by", approver, "--hash", made["hash"]).returncode == 0
    tenant.set_now("2026-09-07T22:00:00+02:00")
    night = tour("wave", "send", wave)
    assert night.returncode == 0 and "0 of 6 letters sent" in night.stdout
    assert "next window: 2026-09-08" in night.stdout and "buiten de verzendtijd" in night.stdout
    assert letters_out(tenant) == 0

    assert "6 of 6 letters sent" in tour("wave", "send", wave, "--outside-window").stdout
    assert "6 of 6 letters sent" in tour("wave", "send", wave).stdout
    assert letters_out(tenant) == 6
    assert json.loads(tour("wave", "show", "--json").stdout)[0]["state"] == "done"
    assert json.loads(tour("report", "--json").stdout)["totals"]["approached"] == 6


def test_who_lacks_an_address_blocks_a_wave_unless_left_out_on_purpose(tour: Callable[..., Any], tenant: Any) -> None:
    asked = ("--province", "Flevoland", "--province", "Zeeland", "--letter", "uitnodiging", "--by", "a@team.example")
    blocked = tour("wave", "plan", *asked)
    assert (blocked.returncode, blocked.stderr.count("\n")) == (1, 1)
    assert "geen bruikbaar e-mailadres" in blocked.stderr and "--without-exceptions" in blocked.stderr
    made = json.loads(tour("wave", "plan", *asked, "--without-exceptions", "--json").stdout)
    assert made["letters"] == 6
    left_out = json.loads(tour("wave", "show", made["wave"], "--json").stdout)["exclusions"]
    assert len(left_out) == 13 and letters_out(tenant) == 0


def test_the_cool_down_is_waited_for(tour: Callable[..., Any], tenant: Any) -> None:
    planner, approver = tenant.ready["team"][:2]
    made = planned(tour, planner)
    tour("wave", "approve", made["wave"], "--by", approver, "--hash", made["hash"])
    approved = tenant.now()
    assert "6 of 6" in tour("wave", "send", made["wave"]).stdout
    assert (tenant.now() - approved).total_seconds() >= 15 * 60


def test_a_paused_wave_sends_nothing_and_a_cancelled_one_never_will(tour: Callable[..., Any], tenant: Any) -> None:
    planner, approver = tenant.ready["team"][:2]
    made = planned(tour, planner)
    wave = made["wave"]
    tour("wave", "approve", wave, "--by", approver, "--hash", made["hash"])
    assert tour("wave", "pause", wave, "--by", planner, "--reason", "even wachten").returncode == 0
    assert "is paused" in tour("wave", "send", wave).stderr
    assert tour("wave", "resume", wave).returncode == 0
    assert tour("wave", "cancel", wave).returncode == 0
    assert "is cancelled" in tour("wave", "send", wave).stderr
    assert letters_out(tenant) == 0


def test_a_second_sender_is_refused(tour: Callable[..., Any], tenant: Any, tmp_path: Path) -> None:
    planner, approver = tenant.ready["team"][:2]
    made = planned(tour, planner)
    tour("wave", "approve", made["wave"], "--by", approver, "--hash", made["hash"])
    other = Journal(f"sqlite:///{tmp_path}/journal.sqlite")
    with other.sender_lock():
        refused = tour("wave", "send", made["wave"])
    other.close()
    assert refused.returncode == 1 and "another ontour sends from this journal" in refused.stderr
    assert letters_out(tenant) == 0
