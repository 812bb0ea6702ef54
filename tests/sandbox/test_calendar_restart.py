"""A series with its exceptions and files outlives a restart, and so does the reader's token."""

from pathlib import Path
from typing import Any

from calendar_steps import Mailbox, event

SPAN = "startDateTime=2026-10-01T00:00:00Z&endDateTime=2026-11-01T00:00:00Z"
RULE = {
    "pattern": {"type": "daily", "interval": 1},
    "range": {"type": "numbered", "startDate": "2026-10-01", "numberOfOccurrences": 4},
}
FILE = {"@odata.type": "#microsoft.graph.fileAttachment", "name": "a.txt", "contentBytes": "JVBERg=="}


def view(box: Mailbox) -> list[tuple[str, str, str, str]]:
    found = box.get(f"/calendarView?{SPAN}")["value"]
    return [(one["id"], one["type"], one["subject"], one["changeKey"]) for one in found]


def test_series_exceptions_files_and_tokens_stay(sandbox: Any, tmp_path: Path) -> None:
    tenant = sandbox("--data", str(tmp_path))
    box = Mailbox(tenant, tenant.ready["mailbox"])
    laid = box.lay(event("2026-10-01T10:00:00", "2026-10-01T11:00:00", recurrence=RULE))
    days = view(box)
    box.change({"id": days[1][0]}, {"subject": "Anders"})
    box.call("DELETE", f"/events/{days[2][0]}")
    box.call("POST", f"/events/{laid['id']}/attachments", FILE)
    link = box.get(f"/calendarView/delta?{SPAN}")["@odata.deltaLink"]
    before = view(box)
    tenant.stop()

    tenant = sandbox("--data", str(tmp_path))
    box = Mailbox(tenant, tenant.ready["mailbox"])
    assert [kind for _, kind, _, _ in before] == ["occurrence", "exception", "occurrence"]
    assert view(box) == before
    assert len(box.get(f"/events/{laid['id']}/attachments")["value"]) == 1
    assert box.get(link)["value"] == []
    box.call("DELETE", f"/events/{days[0][0]}")
    assert [one["@removed"]["reason"] for one in box.get(link)["value"]] == ["deleted"]
