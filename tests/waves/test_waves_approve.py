"""Approval by list edit: the one good way, and every forgery (DESIGN, "Approval")."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.waves.approve import Approver, Verdict, judge
from bot.waves.versions import ItemVersion, brought_in, requesters

SEAL, OLD = "a" * 64, "b" * 64
PLANNER, APPROVER, OTHER, BOT = "planner", "approver", "other", "BOT"
NOON = datetime(2026, 9, 7, 12, tzinfo=UTC)


def history(*edits: tuple[str, dict[str, str]]) -> list[ItemVersion]:
    """Versions newest first from edits oldest first: who changed which columns."""
    fields: dict[str, str] = {}
    versions = []
    for number, (who, change) in enumerate(edits, 1):
        fields = fields | change
        versions.append(
            ItemVersion(
                id=f"{number}.0",
                at=NOON + timedelta(minutes=number),
                user_id="" if who == BOT else f"id-{who}",
                user_name="" if who == BOT else who.title(),
                user_email="" if who == BOT else f"{who.title()}@team.example",
                application="ontour" if who == BOT else None,
                fields=fields,
            )
        )
    return versions[::-1]


ASKED = (PLANNER, {"Title": "Drenthe", "Opdracht": "Maak proef"})
SEALED = (BOT, {"Zegel": SEAL, "Akkoord": "", "Opdracht": ""})
SEALED_BEFORE = (BOT, {"Zegel": OLD, "Akkoord": "", "Opdracht": ""})
YES = {"Akkoord": "Akkoord"}


def verdict(*edits: tuple[str, dict[str, str]], seal: str = SEAL, wave_item: str = "7") -> Verdict:
    return judge(
        history(*edits),
        seal=seal,
        approvers=[Approver("approver@team.example", "ID-approver"), Approver("planner@team.example")],
        item="7",
        wave_item=wave_item,
    )


@pytest.mark.parametrize(
    ("edits", "version"),
    [
        ([ASKED, SEALED, (APPROVER, YES)], "3.0"),
        ([ASKED, SEALED, (APPROVER, YES), (PLANNER, {"Title": "Drenthe 1"})], "3.0"),
        ([ASKED, SEALED, (APPROVER, YES), (BOT, {"Stand": "Goedgekeurd"})], "3.0"),
        ([ASKED, SEALED_BEFORE, (APPROVER, YES), ASKED, SEALED, (APPROVER, YES)], "6.0"),
        ([ASKED, SEALED, (PLANNER, YES), (OTHER, {"Akkoord": ""}), (APPROVER, YES)], "5.0"),
    ],
)
def test_an_approver_who_is_not_the_planner_approves(edits: list[tuple[str, dict[str, str]]], version: str) -> None:
    found = verdict(*edits)
    assert found.approved and not found.refused and found.reason == ""
    assert found.version_id == version
    assert found.actor is not None and found.actor.id == "id-approver"


@pytest.mark.parametrize(
    ("forgery", "edits", "reason"),
    [
        ("the planner, though an approver", [ASKED, SEALED, (PLANNER, YES)], "vroeg zelf"),
        ("no approver", [ASKED, SEALED, (OTHER, YES)], "mag geen golven goedkeuren"),
        ("the application", [ASKED, SEALED, (BOT, YES)], "toepassing"),
        (
            "an item whose Zegel was edited before",
            [ASKED, SEALED, (PLANNER, {"Zegel": OLD}), (APPROVER, YES)],
            "ander zegel",
        ),
        (
            "an item whose Zegel was edited after",
            [ASKED, SEALED, (APPROVER, YES), (PLANNER, {"Zegel": OLD})],
            "is veranderd",
        ),
        ("approved before it was resealed", [ASKED, SEALED_BEFORE, (APPROVER, YES), (BOT, {"Zegel": SEAL})], "ander"),
        (
            "an old version restored by the approver",
            [ASKED, SEALED_BEFORE, (APPROVER, YES), ASKED, SEALED, (APPROVER, YES | {"Zegel": OLD})],
            "ander zegel",
        ),
        (
            "an approved version restored by the planner",
            [ASKED, SEALED, (APPROVER, YES), (APPROVER, {"Akkoord": ""}), (PLANNER, YES)],
            "vroeg zelf",
        ),
        (
            "a no that the planner turned into a yes",
            [ASKED, SEALED, (APPROVER, {"Akkoord": "Niet akkoord"}), (PLANNER, YES)],
            "vroeg zelf",
        ),
        (
            "the planner's yes, then an edit of something else by the approver",
            [ASKED, SEALED, (PLANNER, YES), (APPROVER, {"Reden": "gezien"})],
            "vroeg zelf",
        ),
        ("the approver asked for approval", [ASKED, SEALED, (APPROVER, {"Opdracht": "Vraag akkoord"} | YES)], "zelf"),
        (
            "the approver asked in an earlier round",
            [(APPROVER, {"Opdracht": "Maak proef"}), SEALED_BEFORE, ASKED, SEALED, (APPROVER, YES)],
            "vroeg zelf",
        ),
        ("a word that is no answer", [ASKED, SEALED, (APPROVER, {"Akkoord": "Prima"})], "geen antwoord"),
    ],
)
def test_forgeries_approve_nothing(forgery: str, edits: list[tuple[str, dict[str, str]]], reason: str) -> None:
    found = verdict(*edits)
    assert not found.approved and not found.refused, forgery
    assert reason in found.reason, forgery


def test_a_second_item_with_the_same_seal_approves_nothing() -> None:
    found = verdict(ASKED, SEALED, (APPROVER, YES), wave_item="3")
    assert not found.approved and "oorspronkelijke item" in found.reason


def test_the_same_address_with_another_entra_id_is_someone_else() -> None:
    versions = history(ASKED, SEALED, (APPROVER, YES))
    found = judge(versions, seal=SEAL, approvers=[Approver("approver@team.example", "id-gone")])
    assert not found.approved and "mag geen golven" in found.reason


def test_who_asked_according_to_the_journal_counts_though_the_list_forgot() -> None:
    versions = history(ASKED, SEALED, (APPROVER, YES))
    for name in ("ID-APPROVER", "approver@TEAM.example"):
        approvers = [Approver("approver@team.example")]
        found = judge(versions, seal=SEAL, approvers=approvers, requesters=[name])
        assert not found.approved and "vroeg zelf" in found.reason


def test_no_seal_in_the_journal_no_approval() -> None:
    found = verdict(ASKED, (APPROVER, YES), seal="")
    assert not found.approved and "Maak proef" in found.reason


def test_a_history_that_no_longer_shows_who_did_it() -> None:
    versions = history(ASKED, SEALED, (APPROVER, YES), (BOT, {"Stand": "x"}))[:2]
    found = judge(versions, seal=SEAL, approvers=[Approver("approver@team.example")])
    assert not found.approved and "niet meer na te gaan" in found.reason


@pytest.mark.parametrize("who", [APPROVER, PLANNER, OTHER])
def test_any_person_may_refuse_the_present_seal(who: str) -> None:
    found = verdict(ASKED, SEALED, (who, {"Akkoord": "Niet akkoord", "Reden": "toon te streng"}))
    assert found.refused and not found.approved and found.reason == "toon te streng"


def test_an_empty_akkoord_says_nothing() -> None:
    assert verdict(ASKED, SEALED) == Verdict()
    assert judge([], seal=SEAL, approvers=[]) == Verdict()


def test_who_brought_it_in_and_who_asked() -> None:
    versions = history(ASKED, (OTHER, {"Title": "x"}), SEALED, (APPROVER, {"Opdracht": "Pauzeren"}))
    assert requesters(versions) == {"id-planner", "planner@team.example"}
    found = brought_in(versions, "Title")
    assert found is not None and found.id == "2.0"
