"""Sending through Microsoft's SDK: drafts with files, answers, forwards, reports, and $batch."""

from typing import Any

from mail_steps import MAYOR, mail
from sdk_steps import body_of, put_in_ranges, query, recipient, when


def letter(**more: Any) -> Any:
    from msgraph.generated.models.message import Message

    text = body_of("<p>Geachte</p>")
    return Message(**{"subject": "Uitnodiging", "body": text, "to_recipients": [recipient(MAYOR)], **more})


def file_of(name: str, content: bytes) -> Any:
    from msgraph.generated.models.file_attachment import FileAttachment

    return FileAttachment(
        odata_type="#microsoft.graph.fileAttachment", name=name, content_type="application/pdf", content_bytes=content
    )


def outbox(sdk: Any, count: int) -> list[Any]:
    return list(when(sdk.tenant.outbox, lambda rows: len(rows) >= count))


def sent(sdk: Any, count: int) -> list[Any]:
    folder = sdk.mine.mail_folders.by_mail_folder_id("sentitems")
    return list(when(lambda: sdk.run(folder.messages.get()).value, lambda rows: len(rows) >= count))


def test_a_draft_with_files_is_sent(sdk: Any) -> None:
    from msgraph.generated.models.internet_message_header import InternetMessageHeader

    headers = [InternetMessageHeader(name="x-kenmerk", value="k-1")]
    brief = letter(internet_message_headers=headers, attachments=[file_of("a.pdf", b"%A")])
    made = sdk.run(sdk.mine.messages.post(brief))
    one = sdk.mine.messages.by_message_id(made.id)
    added = sdk.run(one.attachments.post(file_of("b.pdf", b"%B")))
    assert added.content_bytes == b"%B" and added.size == 2
    assert [row.name for row in sdk.run(one.attachments.get()).value] == ["a.pdf", "b.pdf"]
    assert sdk.run(one.attachments.by_attachment_id(added.id).get()).name == "b.pdf"
    assert sdk.run(one.send.post()) is None
    [accepted] = outbox(sdk, 1)
    assert accepted["to"] == [MAYOR] and accepted["headers"]["x-kenmerk"] == "k-1"
    [copy] = sent(sdk, 1)
    assert copy.id != made.id and copy.has_attachments


def test_a_large_file_goes_up_by_session(sdk: Any) -> None:
    from msgraph.generated.models.attachment_item import AttachmentItem
    from msgraph.generated.models.attachment_type import AttachmentType
    from msgraph.generated.users.item.messages.item.attachments.create_upload_session.create_upload_session_post_request_body import (  # noqa: E501
        CreateUploadSessionPostRequestBody,
    )

    content = bytes(range(256)) * 20_000
    made = sdk.run(sdk.mine.messages.post(letter()))
    files = sdk.mine.messages.by_message_id(made.id).attachments
    item = AttachmentItem(attachment_type=AttachmentType.File, name="groot.pdf", size=len(content))
    asked = CreateUploadSessionPostRequestBody(attachment_item=item)
    session = sdk.run(files.create_upload_session.post(asked))
    put_in_ranges(session.upload_url, content, sdk.tenant)
    [row] = sdk.run(files.get()).value
    assert (row.name, row.size) == ("groot.pdf", len(content)) and row.content_bytes == content


def test_a_mail_leaves_at_once_and_an_unknown_address_is_reported(sdk: Any) -> None:
    from msgraph.generated.users.item.send_mail.send_mail_post_request_body import SendMailPostRequestBody

    sdk.tenant.control("POST", "/addresses", {"unknown": [MAYOR]})
    asked = SendMailPostRequestBody(message=letter(), save_to_sent_items=False)
    assert sdk.run(sdk.mine.send_mail.post(asked)) is None
    inbox = sdk.mine.mail_folders.by_mail_folder_id("inbox").messages
    [report] = when(lambda: sdk.run(inbox.get()).value, bool)
    assert report.subject == "Onbestelbaar: Uitnodiging"
    assert sdk.run(sdk.mine.mail_folders.by_mail_folder_id("sentitems").messages.get()).value == []


def test_answers_and_forwards_are_drafted_and_sent(sdk: Any) -> None:
    from msgraph.generated.users.item.messages.item.create_forward.create_forward_post_request_body import (
        CreateForwardPostRequestBody,
    )
    from msgraph.generated.users.item.messages.item.create_reply.create_reply_post_request_body import (
        CreateReplyPostRequestBody,
    )
    from msgraph.generated.users.item.messages.item.create_reply_all.create_reply_all_post_request_body import (
        CreateReplyAllPostRequestBody,
    )
    from msgraph.generated.users.item.messages.item.forward.forward_post_request_body import ForwardPostRequestBody
    from msgraph.generated.users.item.messages.item.reply.reply_post_request_body import ReplyPostRequestBody
    from msgraph.generated.users.item.messages.item.reply_all.reply_all_post_request_body import ReplyAllPostRequestBody

    sdk.deliver(mail("Vraag").as_bytes())
    [row] = sdk.run(sdk.mine.mail_folders.by_mail_folder_id("inbox").messages.get()).value
    one, colleague = sdk.mine.messages.by_message_id(row.id), recipient(sdk.tenant.ready["team"][0])
    draft = sdk.run(one.create_reply.post(CreateReplyPostRequestBody(comment="Dank.")))
    assert draft.subject == "RE: Vraag" and draft.is_draft and draft.conversation_id == row.conversation_id
    assert draft.to_recipients[0].email_address.address == MAYOR and "Dank." in draft.body.content
    assert sdk.run(one.create_reply_all.post(CreateReplyAllPostRequestBody(comment="Dank."))).is_draft
    passed = sdk.run(one.create_forward.post(CreateForwardPostRequestBody(comment="x", to_recipients=[colleague])))
    assert passed.subject == "FW: Vraag"
    sdk.run(one.reply.post(ReplyPostRequestBody(comment="Een.")))
    sdk.run(one.reply_all.post(ReplyAllPostRequestBody(comment="Twee.")))
    sdk.run(one.forward.post(ForwardPostRequestBody(comment="Drie.", to_recipients=[colleague])))
    assert [mail["subject"] for mail in outbox(sdk, 3)] == ["RE: Vraag", "RE: Vraag", "FW: Vraag"]
    assert len(sent(sdk, 3)) == 3


def test_a_batch_carries_each_part_with_its_own_answer(sdk: Any) -> None:
    from msgraph_core.requests.batch_request_content import BatchRequestContent
    from msgraph_core.requests.batch_request_item import BatchRequestItem

    content = BatchRequestContent()
    content.add_request("a", BatchRequestItem(sdk.mine.messages.to_post_request_information(letter()), "a"))
    read = sdk.mine.messages.to_get_request_information(query(sdk.mine.messages, top=3, select=["subject"]))
    content.add_request("b", BatchRequestItem(read, "b", depends_on=["a"]))
    gone = sdk.mine.messages.by_message_id("weg").to_get_request_information()
    content.add_request("c", BatchRequestItem(gone, "c"))
    answer = sdk.run(sdk.client.batch.post(content))
    assert answer.get_response_status_codes() == {"a": 201, "b": 200, "c": 404}
    assert sdk.run(sdk.mine.messages.count.get()) == 1


def test_a_collection_of_batches_goes_twenty_at_a_time(sdk: Any) -> None:
    from msgraph_core.requests.batch_request_content_collection import BatchRequestContentCollection
    from msgraph_core.requests.batch_request_item import BatchRequestItem

    many = BatchRequestContentCollection()
    for number in range(30):
        info = sdk.mine.messages.to_post_request_information(letter(subject=f"Brief {number}"))
        many.add_batch_request_item(BatchRequestItem(info, f"r{number}"))
    sdk.run(sdk.client.batch.post(many))
    assert sdk.run(sdk.mine.messages.count.get()) == 30
