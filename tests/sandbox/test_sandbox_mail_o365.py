"""O365 as it comes from the package index, on the sandbox's mail."""

import io
from typing import Any

import pytest
from mail_steps import MAYOR, Post, mail
from test_sandbox_mail_drafts import delivery
from test_sharepoint_o365 import sign_in


@pytest.fixture
def mailbox(tenant: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    account = sign_in(tenant, monkeypatch)
    return account.mailbox(resource=tenant.ready["mailbox"])


def test_a_mail_is_drafted_and_sent(mailbox: Any, tenant: Any) -> None:
    message = mailbox.new_message()
    message.to.add(MAYOR)
    message.subject, message.body = "Uitnodiging", "<p>Geachte</p>"
    message.add_message_header("x-kenmerk", "OTWB-DR-0106-1")
    message.attachments.add([(io.BytesIO(b"%PDF"), "brief.pdf")])
    assert message.save_draft() and message.object_id
    assert message.send()
    tenant.advance(5)
    [sent] = mailbox.sent_folder().get_messages(download_attachments=True)
    assert sent.subject == "Uitnodiging" and [one.name for one in sent.attachments] == ["brief.pdf"]
    assert tenant.outbox()[0]["headers"]["x-kenmerk"] == "OTWB-DR-0106-1"


def test_a_large_file_goes_up_by_session(mailbox: Any) -> None:
    message = mailbox.new_message()
    message.to.add(MAYOR)
    message.subject = "Groot"
    assert message.save_draft()
    message.attachments.add([(io.BytesIO(b"x" * 5_000_000), "groot.pdf")])
    assert message.save_draft()
    [again] = mailbox.drafts_folder().get_messages(download_attachments=True)
    assert [(one.name, one.size) for one in again.attachments] == [("groot.pdf", 5_000_000)]


def test_answers_are_read_marked_moved_and_answered(mailbox: Any, tenant: Any) -> None:
    for number in range(25):
        tenant.control("POST", "/deliver", delivery(mail(f"Antwoord {number}").as_bytes()))
    rows = list(mailbox.inbox_folder().get_messages(limit=25, batch=10))
    assert [one.subject for one in rows] == [f"Antwoord {number}" for number in reversed(range(25))]
    [found] = mailbox.get_messages(query="subject eq 'Antwoord 3'")
    found.add_category("Verwerkt")
    found.flag.set_flagged()
    assert found.mark_as_read() and found.save_message()
    reply = found.reply()
    reply.body = "Dank u."
    assert reply.send()
    folder = mailbox.create_child_folder("Verwerkt")
    assert found.move(folder)
    assert [one.categories for one in folder.get_messages()] == [["Verwerkt"]]
    [accepted] = tenant.outbox()
    assert accepted["to"] == [MAYOR] and accepted["subject"] == "RE: Antwoord 3"


def test_a_mail_leaves_at_once(mailbox: Any, tenant: Any) -> None:
    message = mailbox.new_message()
    message.to.add(tenant.ready["team"][0])
    message.subject = "Los"
    assert message.send()
    tenant.advance(60)
    assert [one["subject"] for one in Post(tenant, tenant.ready["team"][0]).inbox()] == ["Los"]
