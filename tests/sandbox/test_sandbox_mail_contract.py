"""What the sandbox's mail answers, held against the contract of Graph."""

from pathlib import Path
from typing import Any

from graph_contract import Contract, read_recording
from mail_steps import IMMUTABLE, KEY, MAYOR, Post, mail, person
from test_sandbox_mail_drafts import delivery


def walk_folders(post: Post) -> None:
    """Every kind of request to folders and categories."""
    made = post.call("POST", "/mailFolders", {"displayName": "Tour"}).json()
    child = post.call("POST", f"/mailFolders/{made['id']}/childFolders", {"displayName": "Assen"}).json()
    post.call("PATCH", f"/mailFolders/{child['id']}", {"displayName": "Emmen"})
    _, link = post.round("/mailFolders/delta()")
    post.call("DELETE", f"/mailFolders/{made['id']}")
    post.get(link)
    post.get("/mailFolders?$top=5&$select=displayName")
    post.get("/mailFolders/inbox")
    post.get("/MailFolders/msgfolderroot/ChildFolders?includeHiddenFolders=true")
    category = post.call("POST", "/outlook/masterCategories", {"displayName": "Verwerkt", "color": "Preset3"}).json()
    post.call("PATCH", f"/outlook/masterCategories/{category['id']}", {"color": "preset4"})
    post.get(f"/outlook/masterCategories/{category['id']}")
    post.get("/outlook/masterCategories")
    post.call("DELETE", f"/outlook/masterCategories/{category['id']}")


def walk_messages(post: Post) -> None:
    """A letter from draft to answer, each way of reading it."""
    draft = post.draft(
        singleValueExtendedProperties=[{"id": KEY, "value": "k-1"}],
        internetMessageHeaders=[{"name": "x-kenmerk", "value": "k"}],
        attachments=[{"@odata.type": "#microsoft.graph.fileAttachment", "name": "a.pdf", "contentBytes": "JVBERg=="}],
        flag={"flagStatus": "Flagged"},
    )
    path = f"/messages/{draft['id']}"
    file = {"@odata.type": "#microsoft.graph.fileAttachment", "name": "b.pdf", "contentBytes": "JVBERg=="}
    added = post.call("POST", f"{path}/attachments", file).json()
    post.get(f"{path}/attachments/{added['id']}")
    post.call("GET", f"/Messages/{draft['id']}/Attachments/{added['id']}/$value")
    post.call("DELETE", f"{path}/attachments/{added['id']}")
    session = {"AttachmentItem": {"attachmentType": "file", "name": "c.pdf", "size": 4_000_000}}
    post.call("POST", f"{path}/attachments/createUploadSession", session)
    post.call("PATCH", path, {"categories": ["Verwerkt"], "importance": "Low"}, headers=IMMUTABLE)
    for query in ("", "?$expand=attachments", f"?$expand=singleValueExtendedProperties($filter=id eq '{KEY}')"):
        post.get(path + query)
    post.get(f"{path}?$select=internetMessageHeaders,uniqueBody,from")
    post.get(f"{path}/attachments")
    copy = post.call("POST", f"{path}/copy", {"destinationId": "drafts"}).json()
    post.call("DELETE", f"/messages/{copy['id']}")
    post.send(draft)
    post.tenant.advance(60)
    post.call("POST", f"{path}/move", {"destinationId": "archive"})


def walk_answers(post: Post) -> None:
    """What comes in, and what is said to it."""
    sender, planner = f"/users/{post.tenant.ready['team'][0]}", person(post.tenant.ready["team"][0])
    post.tenant.control("POST", "/addresses", {"unknown": [MAYOR]})
    text = {"contentType": "Text", "content": "x"}
    message = {"subject": "Los", "body": text, "toRecipients": [planner, person(MAYOR)]}
    post.call("POST", "/sendMail", {"message": message, "saveToSentItems": True})
    post.tenant.control("POST", "/deliver", delivery(mail().as_bytes()))
    post.tenant.advance(60)
    for one in post.inbox("?$count=true&$orderby=receivedDateTime desc"):
        path = f"/messages/{one['id']}"
        post.call("POST", f"{path}/createReply", {"comment": "Dank."})
        post.call("POST", f"{path}/createReplyAll", {"comment": "Dank."})
        post.call("POST", f"{path}/createForward", {"toRecipients": [planner]})
        post.call("POST", f"{path}/reply", {"comment": "Dank."})
        post.call("POST", f"{path}/replyAll", {"comment": "Dank."})
        post.call("POST", f"{path}/forward", {"toRecipients": [planner]})
        post.get(path)
    _, link = post.round("/mailFolders/inbox/messages/delta()?$select=subject,internetMessageHeaders")
    post.call("DELETE", f"/messages/{post.inbox()[0]['id']}")
    post.get(link)
    post.tenant.graph("GET", f"{sender}/messages?$filter=isRead eq false")


def test_mail_answers_as_the_contract_says(sandbox: Any, shared: Path, tmp_path: Path) -> None:
    file = tmp_path / "exchanges.jsonl"
    post = Post(sandbox("--record", str(file)))
    for walk in (walk_folders, walk_messages, walk_answers):
        walk(post)
    exchanges = read_recording(file)
    assert [one["response_body"]["error"]["message"] for one in exchanges if one["status"] >= 300] == []
    assert len(exchanges) > 40
    assert list(Contract(shared / "graph" / "openapi-strict.json").faults(exchanges)) == []


def test_errors_too_are_as_the_contract_says(sandbox: Any, shared: Path, tmp_path: Path) -> None:
    file = tmp_path / "exchanges.jsonl"
    post = Post(sandbox("--record", str(file)))
    draft = post.draft()
    post.call("GET", "/messages/weg")
    post.call("PATCH", f"/messages/{draft['id']}", {"subject": "x"}, headers={"If-Match": 'W/"oud"'})
    post.call("GET", "/mailFolders/inbox/messages/delta?$deltatoken=oud")
    post.call("POST", "/messages", {"onderwerp": "x"})
    exchanges = [one for one in read_recording(file) if one["status"] >= 300]
    assert [one["status"] for one in exchanges] == [404, 412, 410, 400]
    contract = Contract(shared / "graph" / "openapi-strict.json")
    schema = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/ODataError"}}}}
    assert [fault for one in exchanges for fault in contract._of_body(one["response_body"], schema)] == []
