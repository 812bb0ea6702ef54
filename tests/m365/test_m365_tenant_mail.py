"""Mail on the tenant: once out, found again, read by delta, filed."""

from typing import Any

import pytest

from bot.m365 import delta
from bot.m365.graph import Doubtful, Graph, require
from bot.m365.mail import Address, DraftMail, Folder, Mailbox, mime_in, parse_found

TO = (Address("burgemeester@gemeente.example", "B. Voorbeeld"), Address("griffier@gemeente.example"))
ANSWER = """From: Griffie <griffier@gemeente.example>
To: {mailbox}
Subject: Re: Uitnodiging
Message-ID: <{name}@gemeente.example>
Date: Mon, 30 Mar 2026 09:00:00 +0200
Authentication-Results: spf=pass; dkim=pass
Content-Type: text/plain; charset=utf-8

Graag op de tweede datum.
"""


@pytest.fixture
def mailbox(here: Graph, tenant: Any) -> Mailbox:
    return Mailbox(here, tenant.mailbox)


def mail(key: str, **changes: Any) -> DraftMail:
    options: dict[str, Any] = {"subject": f"Uitnodiging [{key}]", "html": "<p>Geachte heer Voorbeeld,</p>"}
    return DraftMail(key, TO, headers={"x-ontour-kenmerk": key}, **{**options, **changes})


def draft(mailbox: Mailbox, letter: DraftMail) -> Any:
    return parse_found(require(mailbox.graph.batch([mailbox.draft_part(letter)])[0], "draft"))


def test_a_draft_keeps_its_id_when_it_is_sent_and_is_found_by_its_key(mailbox: Mailbox, tenant: Any) -> None:
    laid = draft(mailbox, mail("once-1", attachments=(("brief.pdf", "application/pdf", b"%PDF-1.7"),)))
    assert laid.is_draft and laid.to == ("burgemeester@gemeente.example", "griffier@gemeente.example")
    assert mailbox.find_by_key(["once-1", "once-2"]) == {"once-1": [laid], "once-2": []}
    require(mailbox.graph.batch_once([mailbox.send_part(laid.id)])[0], "send")
    tenant.step(5)
    sent = mailbox.find_by_key(["once-1"])["once-1"]
    assert [(found.id, found.is_draft) for found in sent] == [(laid.id, False)]
    assert mailbox.folders()[sent[0].folder_id].well_known == "sentitems"
    assert sent[0].internet_message_id == laid.internet_message_id
    out = tenant.sent(laid.internet_message_id)
    assert [(sorted(entry["to"]), entry["subject"]) for entry in out] == [(sorted(laid.to), "Uitnodiging [once-1]")]


def test_the_drafts_tell_their_recipients_and_change_in_one_request(mailbox: Mailbox) -> None:
    laid = draft(mailbox, mail("drafts-1"))
    before = mailbox.graph.requests
    found = {one.id: one for one in mailbox.drafts_in(mailbox.graph.batch([mailbox.drafts_part()])[0])}
    assert (found[laid.id], mailbox.graph.requests - before) == (laid, 1)
    mailbox.graph.patch(
        f"{mailbox.path}/messages/{laid.id}", {"subject": "Anders"}, headers={"Prefer": 'IdType="ImmutableId"'}
    )
    changed = {one.id: one for one in mailbox.drafts_in(mailbox.graph.batch([mailbox.drafts_part()])[0])}
    assert changed[laid.id].change_key != laid.change_key


def test_no_draft_is_unseen_however_many_lie_there(mailbox: Mailbox) -> None:
    laid = {draft(mailbox, mail(f"many-{number}")).id for number in range(5)}
    found = mailbox.drafts_in(mailbox.graph.batch([mailbox.drafts_part(top=2)])[0])
    assert laid <= {one.id for one in found}
    assert len({one.id for one in found}) == len(found)


def test_a_send_whose_answer_is_lost_is_in_doubt_and_was_carried_out_once(tenant: Any) -> None:
    mailbox = Mailbox(tenant.connect(), next(one for one in tenant.team if "planting" in one))
    laid = draft(mailbox, mail("doubt-1"))
    with pytest.raises(Doubtful):
        mailbox.graph.batch_once([mailbox.send_part(laid.id)])
    tenant.step(5)
    assert [found.is_draft for found in mailbox.find_by_key(["doubt-1"])["doubt-1"]] == [False]
    assert len(tenant.sent(laid.internet_message_id)) == 1


def test_a_throttled_send_comes_back_from_batch_once_and_goes_again_in_batch(tenant: Any) -> None:
    mailbox = Mailbox(tenant.connect(), next(one for one in tenant.team if "akkerdaas" in one))
    laid = draft(mailbox, mail("throttled-1"))
    assert mailbox.graph.batch_once([mailbox.send_part(laid.id)])[0].status == 429
    assert mailbox.graph.batch([mailbox.send_part(laid.id)])[0].status == 202


def test_a_token_refused_in_the_middle_is_replaced(tenant: Any) -> None:
    mailbox = Mailbox(tenant.connect(), next(one for one in tenant.team if "veldhoen" in one))
    first, second = ([entry["id"] for entry in mailbox.graph.pages(f"{mailbox.path}/mailFolders")] for _ in range(2))
    assert first == second
    assert mailbox.graph.requests == 3


def test_an_answer_is_laid_in_the_thread_of_what_it_answers(mailbox: Mailbox, tenant: Any) -> None:
    tenant.deliver(ANSWER.format(mailbox=tenant.mailbox, name="thread-1"))
    page = delta.read(mailbox.graph, mailbox.message_delta_start("inbox"))
    original = next(item for item in page.items if item["internetMessageId"] == "<thread-1@gemeente.example>")
    part = mailbox.reply_draft_part(original["id"], mail("thread-1", subject="Re: Uitnodiging", html="<p>Dank.</p>"))
    laid = require(mailbox.graph.batch([part])[0], "answer")
    assert laid["conversationId"] == original["conversationId"]
    assert parse_found(laid).to == ("burgemeester@gemeente.example", "griffier@gemeente.example")
    assert mailbox.find_by_key(["thread-1"])["thread-1"][0].id == laid["id"]
    read = mailbox.get(laid["id"])
    assert "Dank." in read["body"]["content"] and read["subject"] == "Re: Uitnodiging"


def test_the_delta_gives_what_replies_need_and_then_only_what_is_new(mailbox: Mailbox, tenant: Any) -> None:
    first = delta.read(mailbox.graph, mailbox.message_delta_start("inbox"))
    tenant.deliver(ANSWER.format(mailbox=tenant.mailbox, name="delta-1"))
    second = delta.read(mailbox.graph, first.link)
    assert [item["internetMessageId"] for item in second.items] == ["<delta-1@gemeente.example>"]
    item = second.items[0]
    names = {header["name"].lower() for header in item["internetMessageHeaders"]}
    assert "authentication-results" in names
    assert "tweede datum" in item["body"]["content"]
    require(mailbox.graph.batch([mailbox.set_categories_part(item["id"], ["ontour: verwerkt"], True)])[0], "categories")
    third = delta.read(mailbox.graph, second.link)
    assert [(one["id"], one["categories"], one["flag"]["flagStatus"]) for one in third.items] == [
        (item["id"], ["ontour: verwerkt"], "flagged")
    ]
    away = mailbox.graph.post(f"{mailbox.path}/messages/{item['id']}/move", {"destinationId": "deleteditems"})
    assert away["subject"] == item["subject"]
    fourth = delta.read(mailbox.graph, third.link)
    assert (fourth.items, fourth.removed_ids) == ([], [item["id"]])
    assert mailbox.get(item["id"])["id"] == item["id"]


def test_many_pages_are_read_whole(mailbox: Mailbox, tenant: Any) -> None:
    before = delta.read(mailbox.graph, mailbox.message_delta_start("inbox"))
    for number in range(2 * delta.PAGE + 1):
        tenant.deliver(ANSWER.format(mailbox=tenant.mailbox, name=f"page-{number}"))
    sent = mailbox.graph.requests
    page = delta.read(mailbox.graph, before.link)
    assert (len(page.items), mailbox.graph.requests - sent) == (2 * delta.PAGE + 1, 3)


def test_a_forgotten_link_reads_everything_again(tenant: Any) -> None:
    mailbox = Mailbox(tenant.connect(), next(one for one in tenant.team if "wiersemade" in one))
    tenant.deliver(ANSWER.format(mailbox=mailbox.address, name="resync-1"), mailbox.address)
    start = mailbox.message_delta_start("inbox")
    first = delta.read(mailbox.graph, start)
    again = delta.read(mailbox.graph, first.link, restart=start)
    assert (first.resync, again.resync) == (False, True)
    assert [item["id"] for item in again.items] == [item["id"] for item in first.items] != []


def test_the_mime_of_a_message_is_the_same_either_way(mailbox: Mailbox, tenant: Any) -> None:
    link = delta.read(mailbox.graph, mailbox.message_delta_start("inbox")).link
    tenant.deliver(ANSWER.format(mailbox=tenant.mailbox, name="mime-1"))
    message_id = delta.read(mailbox.graph, link).items[0]["id"]
    alone = mailbox.mime(message_id)
    assert b"Graag op de tweede datum." in alone
    assert mime_in(mailbox.graph.batch([mailbox.mime_part(message_id)])[0]) == alone


def test_categories_are_made_once(mailbox: Mailbox) -> None:
    mailbox.ensure_categories(["ontour: verwerkt", "ontour: bekijken"])
    mailbox.ensure_categories(["ontour: verwerkt", "ontour: later"])
    known = [one["displayName"] for one in mailbox.graph.pages(f"{mailbox.path}/outlook/masterCategories")]
    assert [known.count(f"ontour: {name}") for name in ("verwerkt", "bekijken", "later")] == [1, 1, 1]


def test_folders_inside_folders_are_known(mailbox: Mailbox) -> None:
    outer = mailbox.graph.post(f"{mailbox.path}/mailFolders", {"displayName": "Provincies"})["id"]
    inner = mailbox.graph.post(f"{mailbox.path}/mailFolders/{outer}/childFolders", {"displayName": "Drenthe"})
    found = mailbox.folders()
    assert found[inner["id"]] == Folder("Drenthe", "", outer)
    assert {"inbox", "drafts", "sentitems", "deleteditems", "junkemail"} <= {one.well_known for one in found.values()}


def test_a_removed_draft_is_found_in_deleted_items_or_not_at_all(mailbox: Mailbox) -> None:
    laid = draft(mailbox, mail("gone-1"))
    require(mailbox.graph.batch([mailbox.delete_part(laid.id)])[0], "delete")
    folders = mailbox.folders()
    assert {folders[one.folder_id].well_known for one in mailbox.find_by_key(["gone-1"])["gone-1"]} <= {"deleteditems"}
