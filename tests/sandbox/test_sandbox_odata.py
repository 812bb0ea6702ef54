"""$filter, $orderby and paging, by themselves."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.filters import parse_filter
from bot.sandbox.http import GraphError
from bot.sandbox.odata import order, select

ROW: dict[str, Any] = {
    "subject": "D'Antwoord (2)",
    "isRead": False,
    "size": 12,
    "at": "2026-10-25T02:30:00Z",
    "from": {"emailAddress": {"address": "A@b.example"}},
    "categories": ["Verwerkt", "Bellen"],
    "props": [{"id": "x", "value": "1"}, {"id": "y", "value": "2"}],
    "none": None,
}
CASES = [
    ("subject eq 'd''antwoord (2)'", True),
    ("subject ne 'x' and isRead eq false", True),
    ("subject eq 'x' or isRead eq true", False),
    ("isRead eq true or size gt 3 and size lt 12", False),
    ("not (isRead eq true) and size ge 12", True),
    ("not isRead eq true", True),
    ("startswith(subject,'D''Ant')", True),
    ("contains(subject,'(2)') and endswith(subject,')')", True),
    ("startswith(from/emailAddress/address,'a@')", True),
    ("from/emailAddress/address eq 'a@B.example'", True),
    ("categories/any(c: c eq 'Bellen')", True),
    ("categories/any(c:c eq 'Weg')", False),
    ("props/any(p: p/id eq 'x' and p/value eq '1')", True),
    ("props/any(p: p/id eq 'x' and p/value eq '2')", False),
    ("none eq null and size ne null", True),
    ("at ge 2026-10-25T03:30:00+01:00", True),
    ("at gt 2026-10-25T02:30:00Z", False),
    ("at lt 2026-10-25T02:30:00.5Z", True),
    ("onbekend eq 'x'", False),
    ("onbekend gt 3", False),
]


@pytest.mark.parametrize(("text", "passes"), CASES)
def test_a_filter_lets_through_what_it_says(text: str, passes: bool) -> None:
    assert parse_filter(text)(ROW) is passes


BROKEN = ["", "subject", "subject eq", "eq 'x'", "(size eq 1", "size eq 1)", "size is 1", "raad(size,'1')", "a eq 'b"]


@pytest.mark.parametrize("text", BROKEN)
def test_a_filter_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(GraphError, match="Invalid filter clause"):
        parse_filter(text)(ROW)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_any_text_can_be_looked_for(text: str) -> None:
    quoted = text.replace("'", "''")
    assert parse_filter(f"subject eq '{quoted}'")({"subject": text})
    assert not parse_filter(f"subject eq '{quoted}'")({"subject": text + "x"})


@given(st.text(max_size=30))
def test_no_filter_breaks_the_parser(text: str) -> None:
    try:
        parse_filter(text)(ROW)
    except GraphError as refused:
        assert refused.status == 400


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3))))
def test_order_is_by_the_first_property_then_the_next(pairs: list[tuple[int, int]]) -> None:
    rows = [{"a": a, "b": b} for a, b in pairs]
    found = [(row["a"], row["b"]) for row in order(rows, "a desc,b")]
    assert found == sorted(pairs, key=lambda pair: (-pair[0], pair[1]))


def test_select_keeps_the_id_and_annotations() -> None:
    row = {"id": "1", "@odata.etag": "e", "a": 1, "b": 2}
    assert select(row, "a, c") == {"id": "1", "@odata.etag": "e", "a": 1}
    assert select(row, "") == row
