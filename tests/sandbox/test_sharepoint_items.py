"""List items: values by kind of column, eTags, authors, filters and pages, through the front door."""

from typing import Any

import pytest
from sharepoint_steps import SiteSteps, own, refusal

HONOR = {"Prefer": "HonorNonIndexedQueriesWarningMayFailRandomly"}


@pytest.fixture
def site(tenant: Any) -> SiteSteps:
    steps = SiteSteps(tenant)
    steps.make_list()
    return steps


GOOD = [
    ("text", {"Title": "Assen"}, {"Title": "Assen"}),
    ("a choice", {"Status": "Aangeschreven"}, {"Status": "Aangeschreven"}),
    (
        "several choices",
        {"Provincie@odata.type": "Collection(Edm.String)", "Provincie": ["Drenthe", "Utrecht"]},
        {"Provincie": ["Drenthe", "Utrecht"]},
    ),
    ("a number", {"Aantal": 7.5}, {"Aantal": 7.5}),
    ("a day", {"TerugkomenOp": "2026-10-01"}, {"TerugkomenOp": "2026-10-01T00:00:00Z"}),
    ("a time with an offset", {"TerugkomenOp": "2026-10-01T02:00:00+02:00"}, {"TerugkomenOp": "2026-10-01T00:00:00Z"}),
    ("yes or no", {"Noodstop": False}, {"Noodstop": False}),
    ("a person by number", {"AdviseurLookupId": 8}, {"AdviseurLookupId": "8"}),
    ("long text", {"Toelichting": "regel\n" * 100}, {"Toelichting": "regel\n" * 100}),
    ("an empty text", {"Title": ""}, {}),
    ("nothing", {"Status": None}, {}),
]


@pytest.mark.parametrize(("what", "written", "read"), GOOD, ids=[one[0] for one in GOOD])
def test_a_value_is_read_back_as_its_column_keeps_it(
    site: SiteSteps, what: str, written: dict[str, Any], read: dict[str, Any]
) -> None:
    assert own(site.read(site.add(**written))["fields"]) == read


BAD = [
    ("a name that is no column", {"Statuss": "x"}, "Statuss"),
    ("a title instead of the internal name", {"Wie belt": "x"}, "Wie belt"),
    ("a choice that is none", {"Status": "Weg"}, "no choice"),
    (
        "one of several choices that is none",
        {"Provincie@odata.type": "Collection(Edm.String)", "Provincie": ["X"]},
        "X",
    ),
    ("several choices without their type", {"Provincie": ["Drenthe"]}, "Collection(Edm.String)"),
    ("several values where one fits", {"Status": ["Aangeschreven"]}, "text"),
    ("a number as text", {"Aantal": "7"}, "number"),
    ("a number below the least", {"Aantal": -1}, "under 0"),
    ("a text as yes or no", {"Noodstop": "ja"}, "true or false"),
    ("a day in Dutch", {"TerugkomenOp": "1 oktober"}, "ISO 8601"),
    ("a person by name", {"Adviseur": "Tessel"}, "Adviseur"),
    ("a person who is not there", {"AdviseurLookupId": 99}, "99"),
    ("a hyperlink", {"Link": {"Url": "https://a.example"}}, "hyperlinks"),
    ("a text too long", {"Title": "x" * 256}, "255"),
    ("a column of the service", {"Modified": "2026-01-01T00:00:00Z"}, "read-only"),
]


@pytest.mark.parametrize(("what", "written", "said"), BAD, ids=[one[0] for one in BAD])
def test_a_wrong_value_is_refused_and_changes_nothing(
    site: SiteSteps, what: str, written: dict[str, Any], said: str
) -> None:
    item = site.add(Title="Assen")
    status, message = refusal(site.write(item, {"Toelichting": "nieuw", **written}))
    assert (status, said in message) == (400, True), message
    assert site.read(item) == {**site.read(item), "eTag": item["eTag"]}
    assert own(site.read(item)["fields"]) == {"Title": "Assen"}


def test_a_unique_value_is_held_by_one_item_whatever_its_letters(site: SiteSteps) -> None:
    first, second = site.add(CbsCode="GM0106"), site.add(CbsCode="GM0114")
    assert site.call("POST", site.items, {"fields": {"CbsCode": "gm0106"}}).status_code == 400
    assert site.write(second, {"CbsCode": "GM0106"}).status_code == 400
    assert site.write(first, {"CbsCode": "GM0106"}).status_code == 200
    assert site.call("DELETE", f"{site.items}/{first['id']}").status_code == 204
    assert site.write(second, {"CbsCode": "GM0106"}).status_code == 200


def test_a_stale_etag_is_412_and_none_lets_the_last_write_win(site: SiteSteps) -> None:
    item = site.add(Title="Assen")
    assert item["eTag"].startswith('"') and item["eTag"].endswith(',1"')
    first = site.write(item, {"Title": "Emmen"}, headers={"If-Match": item["eTag"]})
    assert first.status_code == 200
    assert first.json()["@odata.etag"] == first.headers["ETag"] == site.read(item)["eTag"]
    stale = site.write(item, {"Title": "Hoogeveen"}, headers={"If-Match": item["eTag"]})
    assert (stale.status_code, site.read(item)["fields"]["Title"]) == (412, "Emmen")
    assert site.write(item, {"Title": "Meppel"}).status_code == 200
    assert site.write(item, {"Title": "Assen"}, headers={"If-Match": "*"}).status_code == 200
    gone = site.call("DELETE", f"{site.items}/{item['id']}", headers={"If-Match": item["eTag"]})
    assert (gone.status_code, site.read(item)["fields"]["Title"]) == (412, "Assen")


def test_an_item_is_patched_as_a_whole_too(site: SiteSteps) -> None:
    item = site.add(Title="Assen")
    answer = site.call("PATCH", f"{site.items}/{item['id']}", {"fields": {"Title": "Emmen"}})
    assert (answer.status_code, answer.json()["fields"]["Title"]) == (200, "Emmen")
    status, message = refusal(site.call("PATCH", f"{site.items}/{item['id']}", {"Title": "Emmen"}))
    assert (status, "Title" in message) == (400, True)


def test_who_wrote_shows_as_person_or_application(site: SiteSteps) -> None:
    item = site.add(Title="Assen")
    assert item["createdBy"]["application"]["id"] == site.tenant.ready["client_id"]
    planner = site.tenant.ready["team"][0]
    assert site.write(item, {"Title": "Emmen"}, token=site.tenant.sign_in(planner)).status_code == 200
    read = site.read(item)
    assert set(read["lastModifiedBy"]) == {"user"}
    assert read["lastModifiedBy"]["user"]["email"] == planner
    people = site.get(f"{site.path}/lists/users/items/{read['fields']['EditorLookupId']}?$expand=fields")
    assert people["fields"]["EMail"] == planner
    assert read["createdBy"] == item["createdBy"]


def test_an_edit_by_a_person_may_show_an_application_too(sandbox: Any) -> None:
    tenant = sandbox("--set", "person_edit_shows_application=true")
    site = SiteSteps(tenant)
    site.make_list()
    item = site.add(Title="Assen")
    site.write(item, {"Title": "Emmen"}, token=tenant.sign_in(tenant.ready["team"][0]))
    assert set(site.read(item)["lastModifiedBy"]) == {"user", "application"}


def test_fields_come_only_when_asked_for_and_only_those_chosen(site: SiteSteps) -> None:
    site.add(Title="Assen", CbsCode="GM0106")
    assert "fields" not in site.get(site.items)["value"][0]
    for expand in ("fields(select=CbsCode)", "fields($select=CbsCode)"):
        fields = site.get(f"{site.items}?$expand={expand}")["value"][0]["fields"]
        assert own(fields) == {"CbsCode": "GM0106"}
        assert "Modified" not in fields


def test_a_filter_needs_an_index_or_the_word_that_it_may_fail(site: SiteSteps) -> None:
    for number, status in enumerate(("Aangeschreven", "Nog te benaderen", "Aangeschreven")):
        site.add(CbsCode=f"GM{number}", Status=status)
    by_code = site.get(f"{site.items}?$filter=fields/CbsCode eq 'GM1'")
    assert [one["id"] for one in by_code["value"]] == ["2"]
    status, message = refusal(site.call("GET", f"{site.items}?$filter=fields/Status eq 'Aangeschreven'"))
    assert (status, "not indexed" in message) == (400, True)
    by_status = site.get(f"{site.items}?$filter=fields/Status eq 'Aangeschreven'", headers=HONOR)
    assert [one["id"] for one in by_status["value"]] == ["1", "3"]
    status, message = refusal(site.call("GET", f"{site.items}?$filter=fields/Weg eq 1", headers=HONOR))
    assert (status, "Weg" in message) == (400, True)


def test_pages_follow_each_other_without_a_gap(site: SiteSteps) -> None:
    for number in range(23):
        site.add(Title=f"{number:02}", CbsCode=f"{number:02}")
    for query in ("$top=10", "$top=10&$orderby=fields/CbsCode desc"):
        page = site.get(f"{site.items}?{query}&$expand=fields(select=Title)")
        found = [one["fields"]["Title"] for one in page["value"]]
        while "@odata.nextLink" in page:
            page = site.get(page["@odata.nextLink"])
            found += [one["fields"]["Title"] for one in page["value"]]
        wanted = [f"{number:02}" for number in range(23)]
        assert found == (wanted if "desc" not in query else wanted[::-1])


def test_an_item_that_is_gone_is_404_and_its_number_is_not_used_again(site: SiteSteps) -> None:
    item = site.add(Title="Assen")
    assert site.call("DELETE", f"{site.items}/{item['id']}").status_code == 204
    assert site.call("GET", f"{site.items}/{item['id']}").status_code == 404
    assert site.write(item, {"Title": "x"}).status_code == 404
    assert site.add(Title="Emmen")["id"] == "2"


def test_the_service_adds_fields_that_nobody_wrote(site: SiteSteps) -> None:
    item = site.add(Title="Assen")
    fields = site.read(item)["fields"]
    assert (fields["LinkTitle"], fields["Attachments"], fields["Edit"]) == ("Assen", False, "")
    assert site.write(item, {"LinkTitle": "x"}).status_code == 400
    assert "LinkTitle" not in site.add(CbsCode="GM0106")["fields"]
