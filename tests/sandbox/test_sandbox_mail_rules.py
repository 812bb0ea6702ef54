"""Rules of an inbox: what arrives is moved, marked, forwarded; a rule that is not offered is refused by name."""

from typing import Any

import pytest
from mail_steps import Post, mail, person
from test_sandbox_mail_drafts import delivery

RULES = "/mailFolders/inbox/messageRules"


@pytest.fixture
def post(tenant: Any) -> Post:
    return Post(tenant)


def rule(post: Post, sequence: int, conditions: dict[str, Any], **actions: Any) -> Any:
    body = {"displayName": f"Regel {sequence}", "sequence": sequence, "conditions": conditions, "actions": actions}
    return post.call("POST", RULES, body)


def deliver(post: Post, subject: str, **headers: str) -> None:
    post.tenant.control("POST", "/deliver", delivery(mail(subject, **headers).as_bytes()))
    post.tenant.advance(60)


def test_what_arrives_is_moved_and_marked_in_the_order_of_the_rules(post: Post) -> None:
    rule(post, 2, {}, assignCategories=["Laatste"])
    aside = {"moveToFolder": "archive", "markAsRead": True, "stopProcessingRules": True}
    rule(post, 1, {"subjectContains": ["uitnodiging"]}, **aside)
    deliver(post, "Re: Uitnodiging")
    deliver(post, "Vraag")
    [moved] = post.get("/mailFolders/archive/messages")["value"]
    assert moved["isRead"] and moved["categories"] == []
    assert [(one["subject"], one["categories"]) for one in post.inbox()] == [("Vraag", ["Laatste"])]
    assert [one["displayName"] for one in post.get(RULES)["value"]] == ["Regel 1", "Regel 2"]


def test_what_arrives_is_forwarded_once_and_never_around(post: Post) -> None:
    colleague = post.tenant.ready["team"][0]
    rule(post, 1, {"senderContains": ["assen"]}, forwardTo=[person(colleague)])
    deliver(post, "Vraag")
    deliver(post, "Rond", X_MS_Exchange_Inbox_Rules_Loop="a@b.example")
    assert [(one["to"], one["subject"]) for one in post.tenant.outbox()] == [([colleague], "FW: Vraag")]


def test_a_rule_is_changed_and_taken_away(post: Post) -> None:
    made = rule(post, 1, {}, delete=True).json()
    assert post.call("PATCH", f"{RULES}/{made['id']}", {"isEnabled": False}).json()["isEnabled"] is False
    deliver(post, "Blijft")
    assert len(post.inbox()) == 1
    assert post.call("DELETE", f"{RULES}/{made['id']}").status_code == 204
    assert post.call("GET", f"{RULES}/{made['id']}").status_code == 404


WRONG = [({"isVoicemail": True}, {"delete": True}, "isVoicemail"), ({}, {"redirectTo": []}, "redirectTo"),
         ({}, {}, "actions")]  # fmt: skip


@pytest.mark.parametrize(("conditions", "actions", "named"), WRONG)
def test_what_is_not_offered_is_refused_by_name(
    post: Post, conditions: dict[str, Any], actions: dict[str, Any], named: str
) -> None:
    refused = rule(post, 1, conditions, **actions)
    assert refused.status_code == 400 and named in refused.json()["error"]["message"]
