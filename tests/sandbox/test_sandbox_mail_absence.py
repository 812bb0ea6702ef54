"""Automatic replies: what a mailbox's owner sets, and to whom they go."""

from typing import Any

import pytest
from mail_steps import MAYOR, Post, mail
from test_sandbox_mail_drafts import delivery

AWAY = {"status": "AlwaysEnabled", "internalReplyMessage": "<p>Binnen</p>", "externalReplyMessage": "<p>Ik ben weg</p>"}


@pytest.fixture
def post(tenant: Any) -> Post:
    return Post(tenant)


def deliver(post: Post, subject: str, **headers: str) -> list[Any]:
    """A mail comes in; what was sent in answer until now."""
    post.tenant.control("POST", "/deliver", delivery(mail(subject, **headers).as_bytes()))
    post.tenant.advance(60)
    return list(post.tenant.outbox())


def test_each_sender_is_told_once_and_machines_never(post: Post) -> None:
    changed = post.call("PATCH", "/mailboxSettings", {"automaticRepliesSetting": AWAY}).json()
    assert changed["automaticRepliesSetting"]["status"] == "alwaysEnabled" and "timeZone" not in changed
    assert post.get("/mailboxSettings")["timeZone"] == "W. Europe Standard Time"
    assert deliver(post, "Lijst", Precedence="list") == []
    assert deliver(post, "Ook weg", Auto_Submitted="auto-replied") == []
    [told] = deliver(post, "Vraag")
    assert (told["to"], told["subject"]) == ([MAYOR], "Automatisch antwoord: Vraag")
    assert told["headers"]["Auto-Submitted"] == "auto-generated" and told["headers"]["In-Reply-To"]
    assert len(deliver(post, "Nog een vraag")) == 1


def test_a_schedule_begins_and_ends(post: Post) -> None:
    span = [{"dateTime": f"2026-09-{day}T00:00:00", "timeZone": "W. Europe Standard Time"} for day in ("08", "10")]
    setting = {**AWAY, "status": "scheduled", "scheduledStartDateTime": span[0], "scheduledEndDateTime": span[1]}
    assert post.call("PATCH", "/mailboxSettings", {"automaticRepliesSetting": setting}).status_code == 200
    assert deliver(post, "Te vroeg") == []
    post.tenant.set_now("2026-09-09T09:00:00+02:00")
    assert len(deliver(post, "Op tijd")) == 1


WRONG = [{"status": "soms"}, {"status": "scheduled"}, {"toon": "x"}, {"externalAudience": "iedereen"}]


@pytest.mark.parametrize("setting", WRONG)
def test_a_wrong_setting_is_refused_and_changes_nothing(post: Post, setting: dict[str, Any]) -> None:
    assert post.call("PATCH", "/mailboxSettings", {"automaticRepliesSetting": setting}).status_code == 400
    kept = post.get("/mailboxSettings?$select=automaticRepliesSetting")["automaticRepliesSetting"]
    assert kept["status"] == "disabled"
