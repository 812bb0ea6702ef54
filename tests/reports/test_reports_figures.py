"""The article's definitions, and books that balance."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import DataError
from bot.models.institution import Institution
from bot.models.status import Status
from bot.reports.figures import Figures, Report, Row, check, figures

DAY = date(2026, 3, 3)
S = Status
REGISTER = Path(__file__).resolve().parents[3] / "shared" / "register" / "municipalities.csv"

MEANS = [  # status, approached, talk, session held, awaiting, declined
    (S.TO_APPROACH, 0, 0, 0, 0, 0),
    (S.INVITED, 1, 0, 0, 0, 0),
    (S.CALLING, 1, 0, 0, 1, 0),
    (S.INTERESTED, 1, 0, 0, 0, 0),
    (S.TALK_PLANNED, 1, 1, 0, 0, 0),
    (S.TALK_HELD, 1, 1, 0, 0, 0),
    (S.SESSION_OFFERED, 1, 1, 0, 0, 0),
    (S.SESSION_PLANNED, 1, 1, 0, 0, 0),
    (S.SESSION_HELD, 1, 1, 1, 0, 0),
    (S.TRAINING_PLANNED, 1, 1, 1, 0, 0),
    (S.TRAINING_HELD, 1, 1, 1, 0, 0),
    (S.LATER, 1, 0, 0, 0, 0),
    (S.DECLINED, 1, 0, 0, 0, 1),
    (S.COMPLETED, 1, 1, 0, 0, 0),
]


@pytest.mark.parametrize(("status", "approached", "talk", "held", "awaiting", "declined"), MEANS)
def test_what_a_status_counts_as(
    status: Status, approached: int, talk: int, held: int, awaiting: int, declined: int
) -> None:
    one = [Institution("GM0001", "Eén", "Drenthe")]
    total = figures([Row("GM0001", status)], one, DAY).totals
    counted = (total.approached, total.talks, total.sessions_held, total.awaiting, total.declined)
    assert counted == (approached, talk, held, awaiting, declined)


def test_every_status_has_its_meaning() -> None:
    assert [case[0] for case in MEANS] == list(Status)


def test_the_document_has_exactly_the_agreed_shape(country: list[Institution]) -> None:
    rows = [
        Row("GM0106", S.TALK_HELD),
        Row("GM0114", S.COMPLETED, session_held=True),
        Row("GM0119", S.CALLING),
        Row("GM0687", S.TO_APPROACH),
        Row("GM0715", S.TO_APPROACH),
    ]
    none = {status.value: 0 for status in Status}
    drenthe = {**none, "talk_held": 1, "completed": 1, "calling": 1}
    counts = {"approached": 3, "talks": 2, "sessions_held": 1, "awaiting": 1, "declined": 0}
    assert json.loads(json.dumps(figures(rows, country, DAY).as_json())) == {
        "as_of": "2026-03-03",
        "total": 5,
        "provinces": [
            {"province": "Drenthe", "municipalities": 3, **counts, "talks_percent": 66.7, "statuses": drenthe},
            {
                "province": "Zeeland", "municipalities": 2, "approached": 0, "talks": 0, "sessions_held": 0,
                "awaiting": 0, "declined": 0, "talks_percent": 0.0, "statuses": {**none, "to_approach": 2},
            },
        ],
        "totals": {"municipalities": 5, **counts, "talks_percent": 40.0, "statuses": {**drenthe, "to_approach": 2}},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("talks", "of", "percent"),
    [(21, 56, 37.5), (16, 50, 32.0), (19, 26, 73.1), (2, 31, 6.5), (1, 16, 6.3), (0, 0, 0.0)],
)
def test_percent_has_one_decimal_half_up(talks: int, of: int, percent: float) -> None:
    assert Figures(municipalities=of, talks=talks).talks_percent == percent


def test_faulty_codes_are_all_named_in_one_line(country: list[Institution]) -> None:
    rows = [Row("GM0106", S.INVITED), Row("GM0106", S.DECLINED), Row("GM9999", S.INVITED), Row("GM0114", S.INVITED)]
    with pytest.raises(DataError) as told:
        figures(rows, country, DAY)
    assert str(told.value) == (
        "report: unknown codes: GM9999; codes more than once: GM0106; municipalities without a status: GM0119 Meppel, "
        "GM0687 Middelburg, GM0715 Terneuzen <&>; correct the table or run `ontour register check`"
    )


def test_rows_of_provinces_count_apart(country: list[Institution]) -> None:
    rows = [Row(one.code, S.DECLINED) for one in country]
    assert figures(rows, country, DAY).totals.declined == 5


def test_books_that_do_not_balance_are_refused() -> None:
    short = Figures(municipalities=3, statuses={S.INVITED: 2})
    with pytest.raises(DataError, match="statuses of Drenthe add up to 2, not to its 3"):
        check(Report(DAY, 3, (("Drenthe", short),), short))
    whole = Figures(municipalities=3, statuses={S.INVITED: 3})
    with pytest.raises(DataError, match="provinces add up to 3, not to the 4 of the register"):
        check(Report(DAY, 4, (("Drenthe", whole),), whole))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["Drenthe", "Fryslân", "Zeeland"]), st.sampled_from(Status), st.booleans())))
def test_whatever_the_statuses_the_books_balance(facts: list[tuple[str, Status, bool]]) -> None:
    register = [Institution(f"GM{n:04}", f"Plaats {n}", province) for n, (province, _, _) in enumerate(facts)]
    rows = [Row(f"GM{n:04}", status, held) for n, (_, status, held) in enumerate(facts)]
    report = figures(rows, register, DAY).as_json()
    for key in ("municipalities", "approached", "talks", "sessions_held", "awaiting", "declined"):
        assert sum(part[key] for part in report["provinces"]) == report["totals"][key]
    assert all(sum(part["statuses"].values()) == part["municipalities"] for part in report["provinces"])
    assert sum(part["municipalities"] for part in report["provinces"]) == len(facts) == report["total"]


def test_the_register_has_twelve_provinces_in_alphabetical_order() -> None:
    if not REGISTER.exists():
        pytest.skip("../shared/register is absent")
    with REGISTER.open(encoding="utf-8-sig", newline="") as file:
        register = [Institution(row["cbs_code"], row["name"], row["province"]) for row in csv.DictReader(file)]
    report = figures([Row(one.code, S.TO_APPROACH) for one in register], register, DAY)
    names = [name for name, _ in report.provinces]
    assert (report.total, len(names), names[1:4]) == (342, 12, ["Flevoland", "Fryslân", "Gelderland"])
