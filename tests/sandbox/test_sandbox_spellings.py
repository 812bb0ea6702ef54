"""Paths as other clients write them: encoded colon paths, folders inside folders."""

from typing import Any
from urllib.parse import quote, urlsplit

from mail_steps import Post
from sharepoint_steps import SiteSteps


def test_a_colon_path_may_come_as_one_encoded_segment(tenant: Any) -> None:
    url = urlsplit(tenant.ready["site_url"])
    site = SiteSteps(tenant).path
    for written in (f"{url.hostname}:{url.path}", f"{url.hostname}:{url.path}:"):
        found = tenant.graph("GET", f"/sites/{quote(written, safe='')}")
        assert found.status_code == 200 and f"/sites/{found.json()['id']}" == site, found.text
    drive = tenant.graph("GET", f"{site}/drive").json()["id"]
    where = f"/drives/{drive}/items/{quote('root:/met spatie.txt:', safe='')}"
    assert tenant.graph("PUT", f"{where}/content", data=b"a").status_code == 201
    assert tenant.graph("GET", where).json()["name"] == "met spatie.txt"
    part = {"id": "1", "method": "GET", "url": where}
    [answer] = tenant.graph("POST", "/$batch", {"requests": [part]}).json()["responses"]
    assert answer["body"]["name"] == "met spatie.txt"


def test_a_folder_and_a_message_are_reached_through_their_parent(tenant: Any) -> None:
    post = Post(tenant)
    parent = post.call("POST", "/mailFolders", {"displayName": "Tour"}).json()["id"]
    child = post.call("POST", f"/mailFolders/{parent}/childFolders", {"displayName": "Assen"}).json()["id"]
    way = f"/mailFolders/{parent}/childFolders/{child}"
    assert post.get(way)["displayName"] == "Assen"
    assert post.call("PATCH", way, {"displayName": "Emmen"}).json()["displayName"] == "Emmen"
    assert post.call("GET", f"/mailFolders/inbox/childFolders/{child}").status_code == 404
    draft = post.draft()
    assert post.call("PATCH", f"/mailFolders/drafts/messages/{draft['id']}", {"subject": "x"}).status_code == 200
    assert post.call("DELETE", f"/mailFolders/inbox/messages/{draft['id']}").status_code == 404
    assert post.call("DELETE", f"/mailFolders/drafts/messages/{draft['id']}").status_code == 204
    assert post.call("DELETE", way).status_code == 204
