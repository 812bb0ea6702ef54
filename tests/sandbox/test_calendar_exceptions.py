"""Occurrences that are changed or taken out of their series, through the front door."""

from typing import Any

import pytest
from calendar_steps import Mailbox, event, starts, view, weekly


@pytest.fixture
def box(tenant: Any) -> Mailbox:
    return Mailbox(tenant, tenant.ready["mailbox"])


def test_a_changed_occurrence_is_an_exception_under_its_own_id(box: Mailbox) -> None:
    laid = box.lay(weekly())
    third = view(box)[2]
    changed = box.change(third, {"subject": "Anders", **later("2026-10-16")})
    assert (changed["id"], changed["type"], changed["seriesMasterId"]) == (third["id"], "exception", laid["id"])
    assert changed["originalStart"] == "2026-10-15T08:00:00Z"
    found = view(box)
    assert starts(found)[1:4] == ["10-08T08:00", "10-16T08:00", "10-22T08:00"]
    assert [one["subject"] for one in found].count("Anders") == 1
    box.change(laid, {"subject": "Samen", "showAs": "oof"})
    assert [(one["subject"], one["showAs"]) for one in view(box)][1:3] == [("Samen", "oof"), ("Anders", "oof")]


def later(day: str) -> dict[str, Any]:
    return {
        name: value for name, value in event(f"{day}T10:00:00", f"{day}T11:00:00").items() if name in ("start", "end")
    }


def test_a_deleted_occurrence_is_gone_and_the_rest_stands(box: Mailbox) -> None:
    laid = box.lay(weekly())
    second = view(box)[1]
    assert box.call("DELETE", f"/events/{second['id']}").status_code == 204
    assert box.call("GET", f"/events/{second['id']}").status_code == 404
    assert starts(view(box))[:2] == ["10-01T08:00", "10-15T08:00"]
    shown = box.get(f"/events/{laid['id']}?$select=subject,cancelledOccurrences")
    assert shown["cancelledOccurrences"] == [f"OID.{laid['id']}.2026-10-08"]
    assert "cancelledOccurrences" not in box.get(f"/events/{laid['id']}")


def test_a_master_shows_its_exceptions_when_asked(box: Mailbox) -> None:
    laid = box.lay(weekly())
    box.change(view(box)[2], {"subject": "Anders"})
    shown = box.get(f"/events/{laid['id']}?$expand=exceptionOccurrences&$select=subject,exceptionOccurrences")
    assert [one["subject"] for one in shown["exceptionOccurrences"]] == ["Anders"]
    assert "exceptionOccurrences" not in box.get(f"/events/{laid['id']}")


@pytest.mark.parametrize(
    ("day", "status"), [("2026-10-08", 400), ("2026-10-09", 200), ("2026-10-21", 200), ("2026-10-22", 400)]
)
def test_an_occurrence_stays_between_its_neighbours(box: Mailbox, day: str, status: int) -> None:
    box.lay(weekly())
    answer = box.call("PATCH", f"/events/{view(box)[2]['id']}", later(day))
    assert answer.status_code == status
    if status == 400:
        assert answer.json()["error"]["code"] == "ErrorOccurrenceCrossingBoundary"
