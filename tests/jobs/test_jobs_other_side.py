"""Where the sources leave a doubt about the service, the bot works on either side of it."""

from typing import Any

import pytest
from jobs_hands import reply

KNOBS = (
    "delta_noise=true", "retry_after=absent", "batch_throttled=424", "error_style=empty_code", "second_send=404",
    "sync_state=SyncStateInvalid", "list_resync=resyncChangesUploadDifferences", "transaction_duplicate=409",
    "ndr_form=text", "ndr_language=en", "concurrency_per=app", "messages_per_minute=8",
)  # fmt: skip


@pytest.fixture(scope="module")
def other(sandbox: Any, tour_type: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A tour on a tenant that does everything the other way, and throttles sooner than it says."""
    knobs = [one for knob in KNOBS for one in ("--set", knob)]
    return tour_type(sandbox(*knobs), tmp_path_factory.mktemp("other")).prepare()


def test_a_wave_leaves_once_and_answers_and_reports_are_read(other: Any) -> None:
    unknown = "griffie@assen.example"
    other.tenant.control("POST", "/addresses", {"unknown": [unknown]})
    other.approved()
    for _ in range(8):
        other.round(5)
    assert len(other.letters()) == 12, "each letter once, though sends were refused"
    letter = next(one for one in other.letters() if any("emmen" in to for to in one["to"]))
    other.hands.deliver(reply(letter, "griffie@emmen.example", "Wij hebben geen belangstelling voor een gesprek."))
    other.rounds(3)
    towns = {one["fields"]["Title"]: one["fields"] for one in other.towns()}
    assert towns["Emmen"]["Status"] == "Geen interesse"
    addresses = {one["fields"]["Email"]: one["fields"]["Adresstand"] for one in other.hands.items("Contacten")}
    assert {email for email, state in addresses.items() if state == "onbestelbaar"} == {unknown}, "the report is read"
    other.tenant.control("POST", "/expire-links")
    other.rounds(2)
    assert len(other.letters()) == 12
    assert {one["fields"]["Title"]: one["fields"]["Status"] for one in other.towns()}["Emmen"] == "Geen interesse"
