"""What staff do in the lists, decided from what stands there: a table of cases in their own words."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.people import agendas, calls, followup, minds, planning, postbox, staff
from bot.sandbox.people.hours import AMSTERDAM, after_pause, in_office_hours, is_working_day
from bot.sandbox.people.lists import Entry, Member

BEGIN = date(2026, 8, 31)
PLANNER = Member("1", "P. Lanning", "p.lanning@weerbaarbestuur.example")
APPROVER = Member("2", "A. Kkoord", "a.kkoord@weerbaarbestuur.example")
CALLERS = [Member("3", "C. Beller", "c@weerbaarbestuur.example"), Member("4", "D. Beller", "d@weerbaarbestuur.example")]
MONDAY = datetime(2026, 8, 31, 8, 45, tzinfo=AMSTERDAM)


def entry(fields: dict[str, Any], number: int = 1, modified: datetime = MONDAY - timedelta(hours=5)) -> Entry:
    return Entry(number, '"{A},1"', modified, modified, fields)


def at_start(_: Entry, __: str) -> datetime:
    return MONDAY


def names(acts: list[Any]) -> list[str]:
    return [act.fields["Title"] for act in acts if act.entry is None]


def test_on_the_first_day_the_planner_asks_for_the_standing_approvals_and_the_first_wave() -> None:
    acts = list(planning.planner(PLANNER, [], BEGIN, MONDAY))
    assert [act.fields["Brief"] for act in acts] == ["herinnering", "bevestiging", "nieuw-voorstel", "uitnodiging"]
    assert all(act.fields["Opdracht"] == "Maak proef" for act in acts)
    assert acts[3].fields["Provincie"] == ["Drenthe", "Utrecht"]
    assert acts[3].fields["Provincie@odata.type"] == "Collection(Edm.String)"
    assert acts[3].fields["VerzendenVanaf"] == "2026-08-31T08:00:00Z"
    assert "Provincie" not in acts[0].fields


def test_the_plan_brings_a_wave_on_its_day_and_limburg_last() -> None:
    days = {}
    for offset in range(120):
        now = MONDAY + timedelta(days=offset)
        for name in names(list(planning.planner(PLANNER, [], BEGIN, now))):
            days.setdefault(name, (now.date() - BEGIN).days)
    waves = [name for name in days if not name.startswith("Doorlopend")]
    assert waves == ["Drenthe en Utrecht", "Overijssel", "Noord-Brabant", "Zuid-Holland", "Limburg"]
    assert days["Overijssel"] == 3 and days["Noord-Brabant"] == 10
    assert 80 <= days["Limburg"] <= 95


def test_the_plan_narrows_to_the_provinces_asked_for() -> None:
    last = MONDAY + timedelta(days=120)
    asked = names(list(planning.planner(PLANNER, [], BEGIN, last, ("Drenthe", "Zeeland"))))
    assert asked[3:] == ["Drenthe", "Zeeland"]


@pytest.mark.parametrize(
    ("case", "fields", "command"),
    [
        ("proof is being made", {"Stand": "Gevraagd", "Opdracht": "Maak proef"}, None),
        ("proof is ready", {"Stand": "Proef klaar"}, "Vraag akkoord"),
        ("approval was asked a moment ago", {"Stand": "Proef klaar", "Opdracht": "Vraag akkoord"}, None),
        ("waits for approval", {"Stand": "Wacht op akkoord"}, None),
        ("could not be made, changed today", {"Stand": "Kan niet: zie melding"}, None),
        ("sent", {"Stand": "Verzonden"}, None),
    ],
)
def test_the_planner_follows_the_stand(case: str, fields: dict[str, str], command: str | None) -> None:
    wave = entry({"Title": "Drenthe en Utrecht", **fields})
    acts = [act for act in planning.planner(PLANNER, [wave], BEGIN, MONDAY) if act.entry]
    assert [act.fields for act in acts] == ([{"Opdracht": command}] if command else [])


def test_a_wave_that_could_not_be_made_is_tried_again_the_next_day() -> None:
    wave = entry({"Title": "Drenthe en Utrecht", "Stand": "Kan niet: zie melding"}, modified=MONDAY)
    acts = [act for act in planning.planner(PLANNER, [wave], BEGIN, MONDAY + timedelta(days=1)) if act.entry]
    assert [act.fields for act in acts] == [{"Opdracht": "Maak proef"}]


def test_another_person_approves_after_reading() -> None:
    wave = entry({"Stand": "Wacht op akkoord"}, modified=MONDAY)
    assert list(planning.approver(APPROVER, [wave], MONDAY + timedelta(minutes=10))) == []
    [act] = planning.approver(APPROVER, [wave], MONDAY + timedelta(minutes=30))
    assert act.fields == {"Akkoord": "Akkoord"}
    assert act.who == APPROVER
    given_already = entry({"Stand": "Wacht op akkoord", "Akkoord": "Akkoord"}, modified=MONDAY)
    assert list(planning.approver(APPROVER, [given_already], MONDAY + timedelta(days=1))) == []


def test_the_coordinator_lets_mail_wait_but_not_danger() -> None:
    fresh = entry({"Stand": "Open", "Soort": "Stelt een vraag", "Gemeente": "Assen"}, 1, MONDAY)
    urgent = entry({"Stand": "Open", "Soort": "Spoed: direct lezen", "Gemeente": "Assen"}, 2, MONDAY)
    done = entry({"Stand": "Open", "Soort": "Vraag", "Besluit": "Later"}, 3, MONDAY - timedelta(days=3))
    shut = entry({"Stand": "Afgehandeld", "Soort": "Vraag"}, 4, MONDAY - timedelta(days=3))
    now = MONDAY + timedelta(minutes=5)
    [act] = postbox.coordinator(PLANNER, [fresh, urgent, done, shut], 1, now)
    assert act.entry is urgent and act.fields == {"Besluit": "Bellen", "Behandelaar": PLANNER.name}
    [other] = postbox.coordinator(PLANNER, [fresh], 1, MONDAY + timedelta(days=2))
    assert other.fields["Besluit"] == "Beantwoord"


@pytest.mark.parametrize(
    ("kind", "proposal", "decision"),
    [
        ("Stelt een vraag", "Vraag beantwoorden", "Beantwoord"),
        ("Wil gebeld worden", "", "Bellen"),
        ("Geen interesse", "", "Geen interesse"),
        ("Wil geen post meer", "", "Geen interesse"),
        ("Komt er later op terug", "", "Later"),
        ("Is afwezig", "Bekijken", "Niets doen"),
        ("Onbestelbaar", "Beter adres zoeken", "Niets doen"),
        ("Gaat niet over de tour", "Bekijken", "Niets doen"),
        ("Kiest een optie", "", "Wil gesprek"),
        ("Stelt een ander moment voor", "", "Wil gesprek"),
        ("Verwijst naar een collega", "", "Wil gesprek"),
        ("Kiest een optie", "Gekozen optie boeken", "Voorstel uitvoeren"),
        ("Geen interesse", "Status op Geen interesse zetten", "Voorstel uitvoeren"),
    ],
)
def test_the_coordinator_decides_sensibly(kind: str, proposal: str, decision: str) -> None:
    item = entry({"Stand": "Open", "Gemeente": "Assen", "Soort": kind, "Voorstel": proposal})
    found = Counter(postbox.decision(item, minds.rng(seed, "x")) for seed in range(40))
    assert found.most_common(1)[0][0] == decision


def test_mail_of_nobody_known_is_only_answered_or_left() -> None:
    for kind in ("Kiest een optie", "Geen interesse", "Stelt een vraag", "Gaat niet over de tour"):
        item = entry({"Stand": "Open", "Soort": kind, "Voorstel": "Gekozen optie boeken"})
        assert postbox.decision(item, minds.rng(1)) in ("Beantwoord", "Niets doen")


def test_a_decision_that_the_bot_refused_is_made_otherwise() -> None:
    refused = entry(
        {
            "Stand": "Open",
            "Gemeente": "Assen",
            "Soort": "Kiest een optie",
            "Besluit": "Voorstel uitvoeren",
            "Melding": "Dit voorstel kan de bot niet uitvoeren; kies een ander besluit.",
        }
    )
    [act] = postbox.coordinator(PLANNER, [refused], 1, MONDAY)
    assert act.fields["Besluit"] == "Wil gesprek"
    silent = entry({**refused.fields, "Melding": ""})
    assert list(postbox.coordinator(PLANNER, [silent], 1, MONDAY)) == []


def test_callers_take_a_few_of_the_phone_round_under_their_own_name() -> None:
    waiting = [
        entry({"CbsCode": f"GM{n}", "Provincie": "Noord-Brabant", "Status": "In belactie"}, i)
        for i, n in enumerate(minds.offices()["NB"])
    ]
    acts = list(calls.callers(CALLERS, waiting, 3, MONDAY, at_start))
    assert len(acts) == 6
    assert {act.fields["Beller"] for act in acts} == {caller.name for caller in CALLERS}
    known = {"Geen gehoor", "Terugbellen", "Wil gesprek", "Geen interesse", "Later"}
    assert {act.fields["Uitkomst"] for act in acts} <= known


def test_after_no_answer_the_office_is_phoned_again_some_days_later() -> None:
    number = next(n for n in minds.offices()["NB"] if minds.mind(3, "NB", n).end == "talk")
    fields = {
        "CbsCode": f"GM{number}",
        "Provincie": "Noord-Brabant",
        "Status": "In belactie",
        "Uitkomst": "Geen gehoor",
    }
    again = entry(
        {
            **fields,
            "VrijeOpties": "1: dinsdag 6 oktober van 10.00 tot 11.00 uur\n3: donderdag 8 oktober om 13.00 uur",
        }
    )
    assert list(calls.callers(CALLERS, [again], 3, MONDAY + timedelta(days=1), at_start)) == []
    [act] = calls.callers(CALLERS, [again], 3, MONDAY + timedelta(days=4), at_start)
    assert act.fields["Uitkomst"] == "Wil gesprek" and act.fields["GekozenOptie"] in ("1", "3")


def test_who_waits_is_phoned_but_says_nothing_yet() -> None:
    number = next(n for n in minds.offices()["NB"] if minds.mind(3, "NB", n).end == "waiting")
    fields = {"CbsCode": f"GM{number}", "Provincie": "Noord-Brabant", "Status": "In belactie"}
    for before in ("", "Geen gehoor", "Terugbellen"):
        outcome = calls.outcome(entry({**fields, "Uitkomst": before}), 3, MONDAY)
        assert outcome.get("Uitkomst") in (None, "Geen gehoor", "Terugbellen")


def test_the_way_after_a_talk_ends_near_the_articles_sessions() -> None:
    codes = [f"GM{number}" for province in minds.offices().values() for number in province]
    for seed in range(1, 6):
        held = 0
        for code in codes:
            status, steps = followup.TALK_HELD, 0
            while step := followup.next_step(code, status, seed):
                status, steps = step[0], steps + 1
                held += status == followup.HELD
            assert steps <= 4
        assert 0.18 <= held / len(codes) <= 0.38


def test_the_coordinator_sets_a_status_only_after_its_pause() -> None:
    code = next(
        f"GM{n}" for n in minds.offices()["UT"] if (followup.next_step(f"GM{n}", followup.TALK_HELD, 3) or ("",))[0]
    )
    target, days = followup.next_step(code, followup.TALK_HELD, 3) or ("", 0)
    item = entry({"CbsCode": code, "Status": followup.TALK_HELD})
    assert list(followup.coordinator(PLANNER, [item], 3, MONDAY, at_start)) == []
    [act] = followup.coordinator(PLANNER, [item], 3, MONDAY + timedelta(days=2 * days + 7), at_start)
    assert act.fields == {"Status": target}


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("Monday 08:00", (31, 8, 45)),
        ("Monday 08:45", (31, 11, 15)),
        ("Monday 17:30", (1, 8, 45)),
    ],
)
def test_staff_look_a_few_times_a_day(now: str, then: tuple[int, int, int]) -> None:
    at = datetime.combine(BEGIN, datetime.strptime(now[-5:], "%H:%M").replace(tzinfo=UTC).time(), AMSTERDAM)
    found = staff.next_look(BEGIN, at)
    assert found is not None and (found.day, found.hour, found.minute) == then


def test_after_the_tours_weeks_staff_look_no_more() -> None:
    assert staff.next_look(BEGIN, MONDAY + timedelta(weeks=60)) is None


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)),  # noqa: DTZ001 (hypothesis wants naive bounds)
    st.integers(0, 5000),
)
def test_an_answer_falls_in_office_hours_after_the_letter(naive: datetime, seed: int) -> None:
    sent = naive.replace(tzinfo=AMSTERDAM)
    at = after_pause(sent, minds.rng(seed), (0.5, 60.0))
    assert at >= in_office_hours(sent) >= sent
    assert is_working_day(at.date()) and 8 <= at.hour <= 17


def test_advisers_have_appointments_of_their_own_in_working_time() -> None:
    found = agendas.appointments(3, "adviseur@weerbaarbestuur.example", BEGIN, 18)
    assert 30 <= len(found) <= 70
    assert all(one.start < one.end and is_working_day(one.start.date()) for one in found)
    assert sum(one.show_as == "oof" for one in found) == 1
    assert found == agendas.appointments(3, "adviseur@weerbaarbestuur.example", BEGIN, 18)
