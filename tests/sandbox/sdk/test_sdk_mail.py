"""Mail through Microsoft's SDK: reading, marking, moving, deltas, folders, categories."""

from email.message import EmailMessage
from typing import Any

from mail_steps import KEY, MAYOR, mail
from sdk_steps import ask, body_of, query, recipient


def fill(sdk: Any, count: int) -> None:
    for number in range(count):
        sdk.deliver(mail(f"Antwoord {number}").as_bytes())


def inbox(sdk: Any) -> Any:
    return sdk.mine.mail_folders.by_mail_folder_id("inbox")


def test_messages_are_selected_filtered_ordered_and_paged(sdk: Any) -> None:
    from msgraph_core import PageIterator

    fill(sdk, 25)
    asked = query(sdk.mine.messages, top=4, select=["subject", "receivedDateTime"], orderby=["receivedDateTime desc"])
    page = sdk.run(sdk.mine.messages.get(request_configuration=asked))
    assert len(page.value) == 4 and page.value[0].subject and page.value[0].body is None
    subjects: list[str] = []
    sdk.run(PageIterator(page, sdk.adapter).iterate(lambda one: subjects.append(one.subject) or True))
    assert sorted(subjects) == sorted(f"Antwoord {number}" for number in range(25))
    asked = query(sdk.mine.messages, filter="isRead eq false and subject eq 'Antwoord 3'", count=True)
    page = sdk.run(sdk.mine.messages.get(request_configuration=asked))
    assert [one.subject for one in page.value] == ["Antwoord 3"] and page.odata_count == 1
    asked = query(inbox(sdk).messages, top=3, skip=2, orderby=["subject asc"])
    page = sdk.run(inbox(sdk).messages.get(request_configuration=asked))
    assert [one.subject for one in page.value] == ["Antwoord 10", "Antwoord 11", "Antwoord 12"]


def test_messages_are_counted(sdk: Any) -> None:
    fill(sdk, 3)
    assert sdk.run(sdk.mine.messages.count.get()) == 3


def test_a_message_is_read_with_what_comes_only_when_named(sdk: Any) -> None:
    sdk.deliver(mail("Antwoord", x_kenmerk="k-1").as_bytes())
    [row] = sdk.run(inbox(sdk).messages.get()).value
    one = sdk.mine.messages.by_message_id(row.id)
    assert row.internet_message_headers is None and row.unique_body is None
    asked = query(one, select=["internetMessageHeaders", "uniqueBody", "sender"])
    found = sdk.run(one.get(request_configuration=asked))
    assert {"x-kenmerk": "k-1"}.items() <= {one.name: one.value for one in found.internet_message_headers}.items()
    assert found.unique_body.content and found.sender.email_address.address == MAYOR
    assert b"Antwoord" in sdk.run(one.content.get())


def test_a_message_is_marked_moved_copied_and_removed(sdk: Any) -> None:
    from msgraph.generated.models.followup_flag import FollowupFlag
    from msgraph.generated.models.followup_flag_status import FollowupFlagStatus
    from msgraph.generated.models.message import Message
    from msgraph.generated.users.item.messages.item.copy.copy_post_request_body import CopyPostRequestBody
    from msgraph.generated.users.item.messages.item.move.move_post_request_body import MovePostRequestBody

    fill(sdk, 1)
    [row] = sdk.run(inbox(sdk).messages.get()).value
    one = sdk.mine.messages.by_message_id(row.id)
    marks = Message(is_read=True, categories=["Verwerkt"], flag=FollowupFlag(flag_status=FollowupFlagStatus.Flagged))
    found = sdk.run(one.patch(marks))
    assert found.is_read and found.categories == ["Verwerkt"] and found.flag.flag_status == FollowupFlagStatus.Flagged
    copy = sdk.run(one.copy.post(CopyPostRequestBody(destination_id="drafts")))
    moved = sdk.run(one.move.post(MovePostRequestBody(destination_id="archive")))
    assert len({row.id, copy.id, moved.id}) == 3 and moved.parent_folder_id != row.parent_folder_id
    assert sdk.run(sdk.mine.messages.by_message_id(copy.id).delete()) is None


def test_delta_gives_all_then_what_changed_then_what_left(sdk: Any) -> None:
    from msgraph.generated.models.message import Message

    fill(sdk, 12)
    delta = inbox(sdk).messages.delta
    page = sdk.run(delta.get(request_configuration=query(delta, select=["subject", "isRead"])))
    rows = list(page.value)
    while page.odata_next_link:
        page = sdk.run(delta.with_url(page.odata_next_link).get())
        rows += page.value
    assert len({one.id for one in rows}) == 12
    sdk.run(sdk.mine.messages.by_message_id(rows[0].id).patch(Message(is_read=True)))
    sdk.run(sdk.mine.messages.by_message_id(rows[1].id).delete())
    page = sdk.run(delta.with_url(page.odata_delta_link).get())
    told = {one.id: one.additional_data.get("@removed") for one in page.value}
    assert told == {rows[0].id: None, rows[1].id: {"reason": "deleted"}}
    assert page.odata_delta_link


def test_folders_are_made_found_renamed_and_removed(sdk: Any) -> None:
    from msgraph.generated.models.mail_folder import MailFolder

    made = sdk.run(sdk.mine.mail_folders.post(MailFolder(display_name="Tour")))
    parent = sdk.mine.mail_folders.by_mail_folder_id(made.id)
    child = sdk.run(parent.child_folders.post(MailFolder(display_name="Assen")))
    assert child.parent_folder_id == made.id
    asked = query(sdk.mine.mail_folders, filter="displayName eq 'Tour'", top=50)
    assert [one.id for one in sdk.run(sdk.mine.mail_folders.get(request_configuration=asked)).value] == [made.id]
    one = parent.child_folders.by_mail_folder_id1(child.id)
    assert sdk.run(one.get()).display_name == "Assen"
    assert sdk.run(one.patch(MailFolder(display_name="Emmen"))).display_name == "Emmen"
    assert [row.display_name for row in sdk.run(parent.child_folders.get()).value] == ["Emmen"]
    sdk.run(one.delete())
    sdk.run(parent.delete())
    rows = sdk.run(sdk.mine.mail_folders.delta.get())
    assert "Tour" not in {row.display_name for row in rows.value}


def test_categories_are_made_and_listed(sdk: Any) -> None:
    from msgraph.generated.models.category_color import CategoryColor
    from msgraph.generated.models.outlook_category import OutlookCategory

    categories = sdk.mine.outlook.master_categories
    made = sdk.run(categories.post(OutlookCategory(display_name="Verwerkt", color=CategoryColor.Preset3)))
    assert made.color == CategoryColor.Preset3
    assert [one.display_name for one in sdk.run(categories.get()).value] == ["Verwerkt"]
    one = categories.by_outlook_category_id(made.id)
    assert sdk.run(one.patch(OutlookCategory(color=CategoryColor.Preset4))).color == CategoryColor.Preset4
    sdk.run(one.delete())
    assert sdk.run(categories.get()).value == []


def test_settings_of_a_mailbox_and_its_owner_are_read(sdk: Any) -> None:
    assert sdk.run(sdk.mine.mailbox_settings.get()).time_zone == "W. Europe Standard Time"
    found = sdk.run(sdk.mine.get())
    assert found.mail == sdk.tenant.ready["mailbox"] and found.display_name


def test_a_draft_is_found_by_its_extended_property(sdk: Any) -> None:
    from msgraph.generated.models.message import Message
    from msgraph.generated.models.single_value_legacy_extended_property import SingleValueLegacyExtendedProperty

    own = SingleValueLegacyExtendedProperty(id=KEY, value="k-1")
    text = Message(subject="Uitnodiging", body=body_of("<p>Geachte</p>"), to_recipients=[recipient(MAYOR)])
    text.single_value_extended_properties = [own]
    made = sdk.run(sdk.mine.messages.post(text))
    wanted = f"singleValueExtendedProperties/any(ep: ep/id eq '{KEY}' and ep/value eq 'k-1')"
    more = f"singleValueExtendedProperties($filter=id eq '{KEY}')"
    asked = query(sdk.mine.messages, filter=wanted, expand=[more])
    [found] = sdk.run(sdk.mine.messages.get(request_configuration=asked)).value
    assert found.id == made.id
    assert [(one.id, one.value) for one in found.single_value_extended_properties] == [(KEY, "k-1")]


def test_immutable_ids_are_asked_for_by_a_header(sdk: Any) -> None:
    fill(sdk, 1)
    asked = ask(sdk.mine.messages, {"Prefer": 'IdType="ImmutableId"'})
    [row] = sdk.run(sdk.mine.messages.get(request_configuration=asked)).value
    [other] = sdk.run(sdk.mine.messages.get()).value
    assert row.id != other.id
    assert sdk.run(sdk.mine.messages.by_message_id(row.id).get()).subject == row.subject


def test_a_meeting_message_is_of_its_own_type(sdk: Any) -> None:
    from msgraph.generated.models.event_message import EventMessage

    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = MAYOR, sdk.tenant.ready["mailbox"], "Overleg"
    made["Message-ID"], made["Date"] = "<overleg@assen.example>", "Mon, 07 Sep 2026 08:00:00 +0200"
    made.set_content("Overleg")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//NL", "METHOD:REQUEST", "BEGIN:VEVENT", "UID:u-1",
             f"ORGANIZER:mailto:{MAYOR}", f"ATTENDEE:mailto:{sdk.tenant.ready['mailbox']}", "SUMMARY:Overleg",
             "DTSTAMP:20300901T080000Z", "DTSTART:20300910T080000Z", "DTEND:20300910T090000Z", "END:VEVENT",
             "END:VCALENDAR"]  # fmt: skip
    made.add_alternative("\r\n".join(lines), subtype="calendar", params={"method": "REQUEST"})
    sdk.deliver(made.as_bytes())
    [row] = sdk.run(inbox(sdk).messages.get()).value
    assert isinstance(row, EventMessage) and row.meeting_message_type is not None
