"""A full mailbox answers with about the work of an empty one: the database's steps are counted, not the time."""

from typing import Any

import pytest
from tenant_inside import Inside

FEW, MANY = 30, 900
ASKED: dict[str, tuple[str, str, Any]] = {
    "a message": ("GET", "/messages/{id}", None),
    "a page of the mailbox": ("GET", "/messages", None),
    "a page of a folder": ("GET", "/mailFolders/drafts/messages?$orderby=receivedDateTime", None),
    "a page of what is unread": ("GET", "/mailFolders/drafts/messages?$filter=isRead eq false", None),
    "what is found by its message id": ("GET", "/messages?$filter=internetMessageId eq '{message_id}'", None),
    "a conversation": ("GET", "/messages?$filter=conversationId eq '{conversation}'", None),
    "mail of one sender": ("GET", "/messages?$filter=from/emailAddress/address eq 'nobody@assen.example'", None),
    "what came since": ("GET", "/messages?$filter=receivedDateTime ge 2030-01-01T00:00:00Z", None),
    "a page of a delta": ("GET", "/mailFolders/drafts/messages/delta", None),
    "a delta of what came since": (
        "GET", "/mailFolders/drafts/messages/delta?$filter=receivedDateTime ge 2030-01-01T00:00:00Z", None
    ),
    "the folders with their counts": ("GET", "/mailFolders", None),
    "how many there are": ("GET", "/messages/$count", None),
    "a new draft": ("POST", "/messages", {"subject": "Uitnodiging"}),
    "a change": ("PATCH", "/messages/{id}", {"isRead": True}),
    "a move": ("POST", "/messages/{id}/move", {"destinationId": "archive"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def boxes() -> tuple[Inside, Inside]:
    few, many = Inside(), Inside()
    for box, count in ((few, FEW), (many, MANY)):
        for _ in range(count):
            box.call("POST", "/messages", {"subject": "Uitnodiging", "isRead": False})
    return few, many


@pytest.mark.parametrize(("method", "path", "body"), ASKED.values(), ids=ASKED.keys())
def test_thirty_times_as_much_mail_is_hardly_more_work(
    boxes: tuple[Inside, Inside], method: str, path: str, body: Any
) -> None:
    few, many = (_work(box, method, path, body) for box in boxes)
    assert many < few * 1.5 + 200


def _work(box: Inside, method: str, path: str, body: Any) -> int:
    one = box.call("GET", "/mailFolders/drafts/messages?$top=1")["value"][0]
    facts = {"id": one["id"], "message_id": one["internetMessageId"], "conversation": one["conversationId"]}
    for name, value in facts.items():
        path = path.replace(f"{{{name}}}", value)
    return box.work(method, path, body)


def test_counts_follow_what_is_read_moved_and_removed() -> None:
    box = Inside()
    ids = [box.call("POST", "/messages", {"subject": "x", "isRead": read})["id"] for read in (True, False, False)]
    box.call("PATCH", f"/messages/{ids[1]}", {"isRead": True})
    moved = box.call("POST", f"/messages/{ids[2]}/move", {"destinationId": "archive"})["id"]
    assert _counts(box) == {"Concepten": (2, 0), "Archief": (1, 1)}
    for key in (moved, ids[0]):
        box.call("DELETE", f"/messages/{key}")
    assert _counts(box) == {"Concepten": (1, 0), "Verwijderde items": (2, 1)}


def _counts(box: Inside) -> dict[str, tuple[int, int]]:
    rows = box.call("GET", "/mailFolders?$top=20")["value"]
    counts = {row["displayName"]: (row["totalItemCount"], row["unreadItemCount"]) for row in rows}
    return {name: counted for name, counted in counts.items() if counted[0]}
