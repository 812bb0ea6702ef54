"""What an unknown id is told, and what is no id at all: as unknown, or as malformed."""

from collections.abc import Callable
from typing import Any

import pytest
from mail_steps import Post

UNKNOWN = "AAMkAGI2" + "Zz_-" * 22 + "AAA="
NO_IDS = ("weg", "1", "{id}", "AAMkAGI2", f"{UNKNOWN}==", f"x{UNKNOWN}", f"{UNKNOWN[:60]}!{UNKNOWN[61:]}")
WHERE = ("/messages", "/mailFolders", "/events", "/calendars")
ABSENT, MALFORMED = (404, "ErrorItemNotFound"), (400, "ErrorInvalidIdMalformed")


@pytest.fixture(scope="module")
def strict(sandbox: Callable[..., Any]) -> Post:
    return Post(sandbox("--set", "malformed_id=400"))


def told(post: Post, path: str) -> tuple[int, str]:
    answer = post.call("GET", path)
    return answer.status_code, answer.json()["error"]["code"]


@pytest.mark.parametrize("where", WHERE)
def test_what_is_unknown_is_absent(tenant: Any, strict: Post, where: str) -> None:
    assert told(Post(tenant), f"{where}/{UNKNOWN}") == told(strict, f"{where}/{UNKNOWN}") == ABSENT


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("key", NO_IDS)
def test_what_is_no_id_is_absent_or_malformed(tenant: Any, strict: Post, where: str, key: str) -> None:
    assert told(Post(tenant), f"{where}/{key}") == ABSENT
    assert told(strict, f"{where}/{key}") == MALFORMED


def test_ids_of_things_that_are_gone_are_absent(strict: Post) -> None:
    draft = strict.draft()
    strict.call("DELETE", f"/messages/{draft['id']}")  # to Deleted Items, with its immutable id
    folder = strict.call("POST", "/mailFolders", {"displayName": "Provincies"}).json()["id"]
    when = {"dateTime": "2027-03-01T10:00:00", "timeZone": "UTC"}
    event = strict.call("POST", "/events", {"subject": "Gesprek", "start": when, "end": when}).json()["id"]
    for path in (f"/messages/{draft['id']}", f"/mailFolders/{folder}", f"/events/{event}"):
        assert strict.call("DELETE", path).status_code == 204
        assert told(strict, path) == ABSENT
