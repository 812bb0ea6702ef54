"""The folders that every mailbox has by name, the root above them, and folders that are hidden."""

from typing import Any

import pytest
from mail_steps import Post

AT_THE_TOP = ("inbox", "drafts", "sentitems", "deleteditems", "junkemail", "archive", "outbox")
NOT_THERE = (
    *("clutter", "conflicts", "conversationhistory", "localfailures", "recoverableitemsdeletions", "scheduled"),
    *("searchfolders", "serverfailures", "syncissues"),
)


@pytest.fixture
def post(tenant: Any) -> Post:
    return Post(tenant)


def names(post: Post, path: str) -> set[str]:
    return {one["displayName"] for one in post.get(path)["value"]}


@pytest.mark.parametrize("name", AT_THE_TOP)
def test_a_folder_at_the_top_is_in_the_root(post: Post, name: str) -> None:
    root, folder = post.get("/mailFolders/msgfolderroot"), post.get(f"/mailFolders/{name.upper()}")
    assert folder["parentFolderId"] == root["id"] != root["parentFolderId"]
    assert post.get(f"/mailFolders/msgfolderroot/childFolders/{name}")["id"] == folder["id"]


def test_the_root_holds_what_is_at_the_top(post: Post) -> None:
    made = post.call("POST", "/mailFolders/msgfolderroot/childFolders", {"displayName": "Provincies"}).json()
    root = post.get("/mailFolders/MsgFolderRoot?$expand=childFolders")
    assert made["parentFolderId"] == root["id"] and root["childFolderCount"] == len(AT_THE_TOP) + 1
    for way in ("/mailFolders", "/mailFolders/msgfolderroot/childFolders", f"/mailFolders/{root['id']}/childFolders"):
        assert names(post, f"{way}?$top=50") == {one["displayName"] for one in root["childFolders"]}
    assert post.call("POST", "/mailFolders", {"displayName": "provincies"}).status_code == 409
    assert post.call("PATCH", "/mailFolders/msgfolderroot", {"displayName": "x"}).status_code == 403
    assert post.call("DELETE", f"/mailFolders/{root['id']}").status_code == 403


@pytest.mark.parametrize("name", NOT_THERE)
def test_a_folder_that_nothing_made_is_404(post: Post, name: str) -> None:
    answer = post.call("GET", f"/mailFolders/{name}")
    assert answer.status_code == 404 and answer.json()["error"]["code"] == "ErrorItemNotFound"
    assert post.call("GET", f"/mailFolders/{name}/messages").status_code == 404


@pytest.mark.parametrize("above", ["/mailFolders", "/mailFolders/inbox/childFolders"])
def test_a_hidden_folder_is_listed_where_hidden_ones_are_asked_for(post: Post, above: str) -> None:
    made = post.call("POST", above, {"displayName": "Werkmap", "isHidden": True}).json()
    post.call("POST", above, {"displayName": "Open", "isHidden": False})
    assert made["isHidden"] is True and post.get(f"/mailFolders/{made['id']}")["isHidden"] is True
    for quiet in ("?$top=50", "?$top=50&includeHiddenFolders=false"):
        assert names(post, above + quiet) & {"Werkmap", "Open"} == {"Open"}
    assert names(post, f"{above}?$top=50&includeHiddenFolders=true") >= {"Werkmap", "Open"}
    assert post.call("POST", above, {"displayName": "werkmap"}).status_code == 409
    assert "Werkmap" not in {one.get("displayName") for one in post.get("/mailFolders/delta")["value"]}
    renamed = post.call("PATCH", f"/mailFolders/{made['id']}", {"displayName": "Nog een"}).json()
    assert renamed["isHidden"] is True


def test_expanding_hides_them_too(post: Post) -> None:
    post.call("POST", "/mailFolders/inbox/childFolders", {"displayName": "Werkmap", "isHidden": True})
    inbox = post.get("/mailFolders/inbox?$expand=childFolders")
    assert (inbox["childFolders"], inbox["childFolderCount"]) == ([], 0)
    [inside] = post.get("/mailFolders/inbox?$expand=childFolders&includeHiddenFolders=true")["childFolders"]
    assert inside["displayName"] == "Werkmap"


def test_what_is_neither_true_nor_false_is_refused(post: Post) -> None:
    assert post.call("POST", "/mailFolders", {"displayName": "x", "isHidden": "ja"}).status_code == 400
    assert post.call("GET", "/mailFolders?includeHiddenFolders=ja").status_code == 400
