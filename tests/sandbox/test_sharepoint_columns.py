"""Columns of every kind: names, defaults, persons and lookups, and what is refused, through the front door."""

from typing import Any

import pytest
from sharepoint_steps import SiteSteps, own, refusal

INTS, TEXTS = "Collection(Edm.Int32)", "Collection(Edm.String)"


@pytest.fixture
def site(tenant: Any) -> SiteSteps:
    steps = SiteSteps(tenant)
    steps.make_list()
    return steps


def column(site: SiteSteps, body: dict[str, Any]) -> Any:
    return site.call("POST", f"{site.path}/lists/Gemeenten/columns", body)


@pytest.mark.parametrize(
    ("what", "body", "name"),
    [
        ("a space", {"name": "Wie belt", "text": {}}, "Wie_x0020_belt"),
        ("a title alone", {"displayName": "Wie belt", "text": {}}, "Wie_x0020_belt"),
        ("an accent", {"name": "Café", "text": {}}, "Caf_x00e9_"),
        ("a digit in front", {"name": "1e datum", "dateTime": {}}, "_x0031_e_x0020_datum"),
        ("more than 32 letters", {"name": "x" * 40, "text": {}}, "x" * 32),
        ("a name of the service's own", {"name": "Author", "text": {}}, "Author0"),
        ("a name that it shows", {"name": "Edit", "text": {}}, "Edit0"),
    ],
)
def test_the_internal_name_is_encoded_and_the_title_is_not(
    site: SiteSteps, what: str, body: dict[str, Any], name: str
) -> None:
    answer = column(site, body)
    assert (answer.status_code, answer.json()["name"]) == (201, name)
    assert answer.json()["displayName"] == body.get("displayName", body.get("name"))
    key = "2026-10-01" if "dateTime" in body else "x"
    assert own(site.add(**{name: key})["fields"])[name].startswith(key)
    assert site.call("POST", site.items, {"fields": {answer.json()["displayName"] + " ": key}}).status_code == 400


def test_a_name_that_another_column_has_is_409(site: SiteSteps) -> None:
    assert column(site, {"name": "cbscode", "text": {}}).status_code == 409
    twice = {"displayName": "Twee", "columns": [{"name": "A", "text": {}}, {"name": "a", "number": {}}]}
    assert site.call("POST", f"{site.path}/lists", twice).status_code == 409
    assert site.call("GET", f"{site.path}/lists/Twee").status_code == 404


REFUSED = [
    ("a formula", {"calculated": {"formula": "=1+1"}}, "calculated"),
    ("an amount of money", {"currency": {"locale": "nl-nl"}}, "currency"),
    ("indexed as text", {"text": {}, "indexed": "ja"}, "indexed"),
    ("a number as title", {"text": {}, "displayName": 7}, "displayName"),
    ("a title too long for a line", {"text": {"maxLength": 300}}, "maxLength"),
    ("a length as text", {"text": {"maxLength": "9"}}, "maxLength"),
    ("a least over the most", {"number": {"minimum": 9, "maximum": 1}}, "minimum"),
    ("decimals in digits", {"number": {"decimalPlaces": "2"}}, "decimalPlaces"),
    ("choices that are no texts", {"choice": {"choices": [1]}}, "choices"),
    ("an index on long text", {"text": {"allowMultipleLines": True}, "indexed": True}, "indexed"),
    ("an index on several people", {"personOrGroup": {"allowMultipleSelection": True}, "indexed": True}, "indexed"),
    ("yes or no that is unique", {"boolean": {}, "indexed": True, "enforceUniqueValues": True}, "unique"),
    ("a lookup without a list", {"lookup": {"columnName": "Title"}}, "listId"),
    ("a default that is no choice", {"choice": {"choices": ["a"]}, "defaultValue": {"value": "b"}}, "'b'"),
    ("a default that is no number", {"number": {}, "defaultValue": {"value": "veel"}}, "veel"),
    ("a default by formula", {"number": {}, "defaultValue": {"formula": "=1+1"}}, "formula"),
    ("a default that is no text", {"number": {}, "defaultValue": {"value": 7}}, "text"),
    ("a default with more", {"number": {}, "defaultValue": {"waarde": "7"}}, "waarde"),
]


@pytest.mark.parametrize(("what", "body", "said"), REFUSED, ids=[one[0] for one in REFUSED])
def test_a_column_that_cannot_be_is_refused_by_name(
    site: SiteSteps, what: str, body: dict[str, Any], said: str
) -> None:
    status, message = refusal(column(site, {"name": "Nieuw", **body}))
    assert (status, said in message) == (400, True), message
    assert site.call("GET", f"{site.path}/lists/Gemeenten/columns/Nieuw").status_code == 404


DEFAULTS = [
    ("text", {"text": {}}, "onbekend", "onbekend"),
    ("a number", {"number": {}}, "7", 7),
    ("a number with a comma", {"number": {}}, "7.5", 7.5),
    ("a choice", {"choice": {"choices": ["a", "b"]}}, "b", "b"),
    ("yes", {"boolean": {}}, "1", True),
    ("no", {"boolean": {}}, "false", False),
    ("a day", {"dateTime": {}}, "2026-10-01", "2026-10-01T00:00:00Z"),
    ("today", {"dateTime": {}}, "[today]", "2026-09-07T00:00:00Z"),
]


@pytest.mark.parametrize(("what", "kind", "text", "value"), DEFAULTS, ids=[one[0] for one in DEFAULTS])
def test_a_default_stands_where_nothing_is_written(
    site: SiteSteps, what: str, kind: dict[str, Any], text: str, value: Any
) -> None:
    body = {"name": "Nieuw", **kind, "defaultValue": {"value": text}}
    assert column(site, body).status_code == 201
    item = site.add(Title="Assen")
    assert own(item["fields"]) == {"Title": "Assen", "Nieuw": value}
    assert site.write(item, {"Nieuw": None}).status_code == 200
    assert own(site.read(item)["fields"]) == {"Title": "Assen"}


def test_a_required_column_is_never_empty(site: SiteSteps) -> None:
    column(site, {"name": "Bron", "text": {}, "required": True})
    status, message = refusal(site.call("POST", site.items, {"fields": {"Title": "Assen"}}))
    assert (status, "Bron" in message) == (400, True)
    item = site.add(Title="Assen", Bron="brief")
    assert site.write(item, {"Bron": ""}).status_code == 400
    assert own(site.read(item)["fields"])["Bron"] == "brief"


def test_one_person_is_a_number_and_a_name_where_that_is_chosen(site: SiteSteps) -> None:
    site.add(Title="Assen", AdviseurLookupId="8")
    fields = site.get(f"{site.items}?$expand=fields")["value"][0]["fields"]
    assert own(fields) == {"Title": "Assen", "AdviseurLookupId": "8"}
    chosen = site.get(f"{site.items}?$expand=fields($select=Adviseur,AdviseurLookupId,Author)")["value"][0]["fields"]
    assert own(chosen) == {"Adviseur": "Tessel Veldhoen", "AdviseurLookupId": "8", "Author": "SharePoint App"}


def test_several_people_are_written_as_numbers_and_read_as_people(site: SiteSteps) -> None:
    column(site, {"name": "Team", "personOrGroup": {"allowMultipleSelection": True}})
    item = site.add(**{"TeamLookupId@odata.type": INTS, "TeamLookupId": [8, 9]})
    assert [(one["LookupId"], one["LookupValue"]) for one in item["fields"]["Team"]] == [
        (8, "Tessel Veldhoen"),
        (9, "Joris Wiersemade"),
    ]
    assert "TeamLookupId" not in item["fields"]
    for wrong in (
        {"TeamLookupId": [8]},
        {"TeamLookupId@odata.type": TEXTS, "TeamLookupId": [8]},
        {"TeamLookupId@odata.type": INTS, "TeamLookupId": [99]},
        {"TeamLookupId@odata.type": INTS, "TeamLookupId": 8},
        {"Ploeg@odata.type": INTS, "Title": "x"},
    ):
        assert site.write(item, wrong).status_code == 400, wrong
    assert site.write(item, {"TeamLookupId@odata.type": INTS, "TeamLookupId": []}).status_code == 200
    assert own(site.read(item)["fields"]) == {}


def test_a_lookup_reaches_an_item_of_another_list(site: SiteSteps) -> None:
    site.call("POST", f"{site.path}/lists", {"displayName": "Regio's"})
    regions = site.get(f"{site.path}/lists/Regio's")["id"]
    site.call("POST", f"{site.path}/lists/{regions}/items", {"fields": {"Title": "Noord"}})
    lookup = {"listId": regions, "columnName": "Title"}
    assert column(site, {"name": "Regio", "lookup": {**lookup, "columnName": "Naam"}}).status_code == 404
    assert column(site, {"name": "Regio", "lookup": lookup}).status_code == 201
    assert column(site, {"name": "Buren", "lookup": {**lookup, "allowMultipleValues": True}}).status_code == 201
    item = site.add(RegioLookupId=1, **{"BurenLookupId@odata.type": INTS, "BurenLookupId": [1]})
    assert own(item["fields"]) == {"RegioLookupId": "1", "Buren": [{"LookupId": 1, "LookupValue": "Noord"}]}
    chosen = site.get(f"{site.items}/{item['id']}?$expand=fields($select=Regio)")["fields"]
    assert own(chosen) == {"Regio": "Noord"}
    status, message = refusal(site.write(item, {"RegioLookupId": 2}))
    assert (status, "no item 2" in message) == (400, True)


def test_a_chosen_field_that_is_none_is_named(site: SiteSteps) -> None:
    site.add(Title="Assen")
    status, message = refusal(site.call("GET", f"{site.items}?$expand=fields($select=Titel)"))
    assert (status, "Titel" in message) == (400, True)


LONG = "regel\n" * 1000
VALUES = [
    ("a day and a time", {"dateTime": {"format": "dateTime"}}, "2026-10-01T14:30:15+02:00", "2026-10-01T12:30:15Z"),
    ("a part of a second", {"dateTime": {"format": "dateTime"}}, "2026-10-01T12:30:15.123Z", "2026-10-01T12:30:15Z"),
    ("a choice of one's own", {"choice": {"choices": ["a"], "allowTextEntry": True}}, "anders", "anders"),
    ("a round button", {"choice": {"choices": ["a", "b"], "displayAs": "radioButtons"}}, "b", "b"),
    ("decimals", {"number": {"decimalPlaces": "two"}}, 2.25, 2.25),
    ("a share", {"number": {"displayAs": "percentage", "minimum": 0, "maximum": 1}}, 0.5, 0.5),
    ("more lines", {"text": {"allowMultipleLines": True}}, LONG, LONG),
    ("a text as long as it may be", {"text": {"maxLength": 5}}, "vijf5", "vijf5"),
    ("a text too long", {"text": {"maxLength": 5}}, "zes666", None),
    ("more lines than can be", {"text": {"allowMultipleLines": True}}, "x" * 64_000, None),
    ("a share over all", {"number": {"maximum": 1}}, 1.5, None),
    ("yes as a number", {"boolean": {}}, 1, None),
    ("a picture", {"hyperlinkOrPicture": {"isPicture": True}}, {"Url": "https://a.example"}, None),
    ("a link as text", {"hyperlinkOrPicture": {}}, "https://a.example", None),
]


@pytest.mark.parametrize(("what", "kind", "written", "read"), VALUES, ids=[one[0] for one in VALUES])
def test_a_value_comes_back_or_is_refused(
    site: SiteSteps, what: str, kind: dict[str, Any], written: Any, read: Any
) -> None:
    assert column(site, {"name": "Nieuw", **kind}).status_code == 201
    answer = site.call("POST", site.items, {"fields": {"Nieuw": written}})
    if read is None:
        status, message = refusal(answer)
        assert (status, "'Nieuw'" in message) == (400, True)
    else:
        assert own(answer.json()["fields"]) == {"Nieuw": read}
