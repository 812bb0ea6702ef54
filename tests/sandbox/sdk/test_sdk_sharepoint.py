"""Lists and files through Microsoft's SDK: sites, columns, items, versions, uploads, deltas."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from sdk_steps import ask, failure, put_in_ranges, query


@pytest.fixture
def site(sdk: Any) -> Any:
    """The tour's site, found by its address."""
    url = urlsplit(sdk.tenant.ready["site_url"])
    found = sdk.run(sdk.client.sites.by_site_id(f"{url.hostname}:{url.path}").get())
    assert found.web_url == sdk.tenant.ready["site_url"]
    return sdk.client.sites.by_site_id(found.id)


@pytest.fixture
def towns(sdk: Any, site: Any) -> Any:
    """A list with columns of several kinds."""
    from msgraph.generated.models.boolean_column import BooleanColumn
    from msgraph.generated.models.choice_column import ChoiceColumn
    from msgraph.generated.models.column_definition import ColumnDefinition
    from msgraph.generated.models.date_time_column import DateTimeColumn
    from msgraph.generated.models.list_ import List_
    from msgraph.generated.models.list_info import ListInfo
    from msgraph.generated.models.number_column import NumberColumn
    from msgraph.generated.models.text_column import TextColumn

    columns = [
        ColumnDefinition(name="Kenmerk", text=TextColumn(), indexed=True),
        ColumnDefinition(name="Inwoners", number=NumberColumn()),
        ColumnDefinition(name="Status", choice=ChoiceColumn(choices=["open", "klaar"])),
        ColumnDefinition(name="Datum", date_time=DateTimeColumn(format="dateOnly")),
        ColumnDefinition(name="Akkoord", boolean=BooleanColumn()),
    ]
    asked = List_(display_name="Proef", columns=columns, list_=ListInfo(template="genericList"))
    made = sdk.run(site.lists.post(asked))
    return site.lists.by_list_id(made.id)


def fields(**values: Any) -> Any:
    from msgraph.generated.models.field_value_set import FieldValueSet

    return FieldValueSet(additional_data=values)


def item(sdk: Any, towns: Any, **values: Any) -> Any:
    from msgraph.generated.models.list_item import ListItem

    return sdk.run(towns.items.post(ListItem(fields=fields(**values))))


def test_a_site_is_found_and_its_lists_read(sdk: Any, site: Any, towns: Any) -> None:
    assert "Proef" in {row.display_name for row in sdk.run(site.lists.get()).value}
    asked = query(site.lists, filter="displayName eq 'Proef'", expand=["columns"])
    [found] = sdk.run(site.lists.get(asked)).value
    assert {"Title", "Kenmerk", "Status"} <= {one.name for one in found.columns}
    by_name = sdk.run(site.lists.by_list_id("Proef").get())
    assert by_name.id == found.id


def test_columns_are_added_changed_and_taken_away(sdk: Any, towns: Any) -> None:
    from msgraph.generated.models.column_definition import ColumnDefinition
    from msgraph.generated.models.text_column import TextColumn

    made = sdk.run(towns.columns.post(ColumnDefinition(name="Nota", text=TextColumn(allow_multiple_lines=True))))
    one = towns.columns.by_column_definition_id(made.id)
    assert sdk.run(one.patch(ColumnDefinition(display_name="Notitie"))).display_name == "Notitie"
    sdk.run(one.delete())
    assert "Nota" not in {row.name for row in sdk.run(towns.columns.get()).value}


def test_items_are_made_changed_expanded_and_filtered(sdk: Any, towns: Any) -> None:
    first = item(sdk, towns, Title="Assen", Kenmerk="k-1", Inwoners=69_000, Status="open", Akkoord=True)
    item(sdk, towns, Title="Emmen", Kenmerk="k-2", Datum="2026-10-01T00:00:00Z")
    one = towns.items.by_list_item_id(first.id)
    assert sdk.run(one.fields.patch(fields(Status="klaar"))).additional_data["Status"] == "klaar"
    asked = query(towns.items, expand=["fields($select=Title,Status,Inwoners)"], filter="fields/Kenmerk eq 'k-1'")
    [row] = sdk.run(towns.items.get(asked)).value
    assert row.fields.additional_data["Title"] == "Assen" and row.fields.additional_data["Inwoners"] == 69_000
    plain = sdk.run(towns.items.get()).value
    assert len(plain) == 2 and plain[0].fields is None
    sdk.run(one.delete())
    assert len(sdk.run(towns.items.get()).value) == 1


def test_a_stale_version_is_412_and_without_it_the_last_wins(sdk: Any, towns: Any) -> None:
    made = item(sdk, towns, Title="Assen")
    one = towns.items.by_list_item_id(made.id)
    sdk.run(one.fields.patch(fields(Title="A")))
    refused = failure(sdk, one.fields.patch(fields(Title="B"), ask(one, {"If-Match": made.e_tag})))
    assert refused.response_status_code == 412
    assert sdk.run(one.fields.get()).additional_data["Title"] == "A"


def test_versions_tell_who_wrote_what(sdk: Any, towns: Any) -> None:
    made = item(sdk, towns, Title="Assen")
    one = towns.items.by_list_item_id(made.id)
    sdk.run(one.fields.patch(fields(Title="Emmen")))
    rows = sdk.run(one.versions.get(query(one.versions, expand=["fields"]))).value
    assert [row.fields.additional_data["Title"] for row in rows] == ["Emmen", "Assen"]
    assert rows[0].last_modified_by.application.display_name and rows[0].last_modified_date_time


def test_a_delta_of_a_list_speaks_its_own_dialect(sdk: Any, towns: Any) -> None:
    made = item(sdk, towns, Title="Assen")
    item(sdk, towns, Title="Emmen")
    page = sdk.run(towns.items.delta.get(query(towns.items.delta, expand=["fields"])))
    assert [row.fields.additional_data["Title"] for row in page.value] == ["Assen", "Emmen"]
    sdk.run(towns.items.by_list_item_id(made.id).delete())
    page = sdk.run(towns.items.delta.with_url(page.odata_delta_link).get())
    [gone] = page.value
    assert gone.id == made.id and gone.deleted.state == "deleted"
    latest = sdk.run(towns.items.delta_with_token("latest").get())
    assert latest.value == [] and latest.odata_delta_link


@pytest.fixture
def drive(sdk: Any, site: Any) -> Any:
    """The site's library."""
    return sdk.client.drives.by_drive_id(sdk.run(site.drive.get()).id)


def test_a_small_file_goes_up_and_comes_down(sdk: Any, drive: Any) -> None:
    made = sdk.run(drive.items.by_drive_item_id("root:/proef.txt:").content.put(b"Geachte"))
    assert made.name == "proef.txt" and made.size == 7 and made.file.mime_type == "text/plain"
    one = drive.items.by_drive_item_id(made.id)
    assert sdk.run(one.content.get()) == b"Geachte"
    sdk.run(one.content.put(b"Beste"))
    assert sdk.run(drive.items.by_drive_item_id("root:/proef.txt:").get()).size == 5
    root = drive.items.by_drive_item_id("root")
    assert "proef.txt" in {row.name for row in sdk.run(root.children.get()).value}
    assert sdk.run(drive.root.get()).name
    sdk.run(one.delete())
    assert failure(sdk, one.get()).response_status_code == 404


def test_folders_are_made_and_files_moved_into_them(sdk: Any, drive: Any) -> None:
    from msgraph.generated.models.drive_item import DriveItem
    from msgraph.generated.models.folder import Folder
    from msgraph.generated.models.item_reference import ItemReference

    root = drive.items.by_drive_item_id("root")
    asked = DriveItem(name="Proeven", folder=Folder(), additional_data={"@microsoft.graph.conflictBehavior": "fail"})
    folder = sdk.run(root.children.post(asked))
    assert folder.folder.child_count == 0
    made = sdk.run(drive.items.by_drive_item_id("root:/a.txt:").content.put(b"a"))
    moved = DriveItem(name="b.txt", parent_reference=ItemReference(id=folder.id))
    assert sdk.run(drive.items.by_drive_item_id(made.id).patch(moved)).name == "b.txt"
    names = [row.name for row in sdk.run(drive.items.by_drive_item_id(folder.id).children.get()).value]
    assert names == ["b.txt"]


def test_a_large_file_goes_up_by_session(sdk: Any, drive: Any) -> None:
    from msgraph.generated.drives.item.items.item.create_upload_session.create_upload_session_post_request_body import (
        CreateUploadSessionPostRequestBody,
    )
    from msgraph.generated.models.drive_item_uploadable_properties import DriveItemUploadableProperties

    content = bytes(range(256)) * 24_000
    more = {"@microsoft.graph.conflictBehavior": "replace"}
    asked = CreateUploadSessionPostRequestBody(item=DriveItemUploadableProperties(additional_data=more))
    target = drive.items.by_drive_item_id("root:/groot.bin:")
    session = sdk.run(target.create_upload_session.post(asked))
    assert session.expiration_date_time and session.next_expected_ranges == ["0-"]
    assert put_in_ranges(session.upload_url, content, sdk.tenant).status_code in (200, 201)
    assert sdk.run(target.content.get()) == content


def test_a_delta_of_a_drive_tells_what_changed(sdk: Any, drive: Any) -> None:
    root = drive.items.by_drive_item_id("root")
    page = sdk.run(root.delta.get())
    made = sdk.run(drive.items.by_drive_item_id("root:/proef.txt:").content.put(b"a"))
    page = sdk.run(root.delta.with_url(page.odata_delta_link).get())
    assert made.id in {row.id for row in page.value}
    sdk.run(drive.items.by_drive_item_id(made.id).delete())
    page = sdk.run(root.delta.with_url(page.odata_delta_link).get())
    assert [row.deleted is not None for row in page.value if row.id == made.id] == [True]
