"""The contract's check itself: it finds what departs, in the service's routes and in those beside them."""

from pathlib import Path
from typing import Any

import pytest
from graph_contract import Contract

BOX = "https://x/v1.0/users/tour@weerbaarbestuur.example"
DRIVE = "https://x/v1.0/drives/b!1"
SITE = "https://x/v1.0/sites/weerbaarbestuur.sharepoint.example,1,2"
BY_PATH = "https://x/v1.0/sites/weerbaarbestuur.sharepoint.example:/sites/tour"


@pytest.fixture(scope="module")
def contract(shared: Path) -> Contract:
    return Contract(shared / "graph" / "openapi-strict.json")


def exchange(method: str, url: str, status: int, answer: Any = None, asked: Any = None) -> dict[str, Any]:
    return {"method": method, "url": url, "status": status, "request_body": asked, "response_body": answer}


PART = {"id": "1", "method": "GET", "url": "/users/x/messages"}
RIGHT = [
    exchange("GET", f"{BOX}/messages?$top=5", 200, {"value": [{"id": "1", "importance": "high", "isRead": True}]}),
    exchange("POST", f"{BOX}/messages/1/send", 202),
    exchange("GET", f"{BOX}/messages/1", 404, {"error": {"code": "", "message": "x"}}),
    exchange("PUT", f"{DRIVE}/root:/a.txt:/content", 201, {"id": "1", "name": "a.txt", "size": 7}, "tekst"),
    exchange("POST", "https://x/v1.0/$batch", 200, {"responses": [{"id": "1", "status": 200}]}, {"requests": [PART]}),
    exchange("GET", "/users/tour@weerbaarbestuur.example", 200, {"id": "1", "displayName": "Tour"}),
    exchange("GET", f"{BOX.replace('users', 'Users')}/Messages/1", 200, {"id": "1", "isRead": True}),
    exchange("GET", f"{BOX}/messages/1/attachments/1/$value", 200, "bytes"),
    exchange("POST", f"{DRIVE}/root/children", 201, {"id": "1"}, {"name": "Map", "folder": {}}),
    *(
        one
        for drive in (f"{SITE}/drive", f"{SITE}/Drives/b!1", f"{SITE}/lists/Archief/drive", f"{BY_PATH}:/drive")
        for one in (
            exchange("GET", f"{drive}/root", 200, {"id": "1"}),
            exchange("GET", f"{drive}/root/delta()", 200, {"value": [{"id": "1"}]}),
            exchange("PUT", f"{drive}/root:/Map/a.txt:/content", 201, {"id": "1", "size": 7}, "tekst"),
            exchange("GET", f"{drive}/items/1/content?format=pdf", 302),
            exchange("POST", f"{drive}/root:/a.txt:/createUploadSession", 200, {"uploadUrl": "https://x/"}, {}),
            exchange("POST", f"{drive}/root/children", 201, {"id": "1"}, {"name": "Map", "folder": {}}),
            exchange("PATCH", f"{drive}/items/1", 200, {"id": "1"}, {"name": "b.txt"}),
        )
    ),
]
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("a property that messages lack", exchange("GET", f"{BOX}/messages/1", 200, {"onderwerp": "x"}), "onderwerp"),
    ("a value of another type", exchange("GET", f"{BOX}/messages/1", 200, {"id": "1", "isRead": "ja"}), "isRead"),
    ("a word that is not enumerated", exchange("GET", f"{BOX}/messages/1", 200, {"importance": "hoog"}), "hoog"),
    ("a wrong request", exchange("POST", f"{BOX}/messages", 201, {"id": "1"}, {"onderwerp": "x"}), "onderwerp"),
    ("another option", exchange("GET", f"{BOX}/messages?$zoek=x", 200, {"value": []}), "$zoek"),
    ("another status", exchange("POST", f"{BOX}/messages", 202, None, {"subject": "x"}), "answers 202"),
    ("another route", exchange("GET", f"{BOX}/berichten", 200, {"value": []}), "not in the contract"),
    ("an error of another shape", exchange("GET", f"{BOX}/messages/1", 404, {"fout": "x"}), "required"),
    ("a file of another shape", exchange("GET", f"{DRIVE}/root:/a.txt:", 200, {"id": "1", "naam": "x"}), "naam"),
    ("a folder of another shape", exchange("POST", f"{DRIVE}/root/children", 201, {"id": "1"}, {"naam": "x"}), "naam"),
    ("a file of another shape in a site", exchange("GET", f"{SITE}/drive/root:/a.txt:", 200, {"naam": "x"}), "naam"),
    ("another option in a site", exchange("GET", f"{SITE}/drive/root/children?$zoek=x", 200, {"value": []}), "$zoek"),
    ("another route of a site", exchange("GET", f"{SITE}/drive/wortel", 200, {"id": "1"}), "not in the contract"),
    ("a wrong property in other case", exchange("GET", f"{BOX}/MESSAGES/1", 200, {"onderwerp": "x"}), "onderwerp"),
    ("21 parts", exchange("POST", "https://x/v1.0/$batch", 200, None, {"requests": [PART] * 21}), "requests"),
]  # fmt: skip


def test_what_fits_passes(contract: Contract) -> None:
    assert list(contract.faults(RIGHT)) == []


@pytest.mark.parametrize(("what", "one", "named"), WRONG, ids=[row[0] for row in WRONG])
def test_what_departs_is_named(contract: Contract, what: str, one: dict[str, Any], named: str) -> None:
    assert list(contract.faults(RIGHT)) == []
    found = list(contract.faults([one]))
    assert found and all(named in fault for fault in found)
