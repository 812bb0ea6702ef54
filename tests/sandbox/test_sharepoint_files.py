"""Files as the library keeps them: tags, versions, copies, moves and parts of their bytes, through the front door."""

import io
from typing import Any

import pytest
from docx import Document
from sharepoint_steps import Library, SiteSteps, refusal

INTO = "@microsoft.graph.conflictBehavior"


@pytest.fixture
def library(tenant: Any) -> Library:
    return Library(tenant)


def inside(library: Library, path: str = "/root") -> list[str]:
    return [one["name"] for one in library.get(f"{path}/children")["value"]]


def told(library: Library, answer: Any) -> Any:
    """What the address of a copy tells, after its time."""
    assert answer.status_code == 202, answer.text
    session = library.site.tenant.session
    running = session.get(answer.headers["Location"], timeout=30)
    assert (running.status_code, running.json()["status"]) == (202, "inProgress")
    library.site.tenant.advance(10)
    return session.get(answer.headers["Location"], timeout=30).json()


def test_who_has_a_file_as_it_is_need_not_read_it_again(library: Library) -> None:
    file = library.put("a.txt", b"een").json()
    for path in (f"/items/{file['id']}", f"/items/{file['id']}/content", "/root:/a.txt"):
        for tag in (file["eTag"], file["cTag"]):
            answer = library.call("GET", path, headers={"If-None-Match": tag})
            assert (answer.status_code, answer.content) == (304, b"")
    library.put("a.txt", b"twee")
    assert library.call("GET", "/root:/a.txt", headers={"If-None-Match": file["eTag"]}).status_code == 200


def test_a_ctag_counts_as_a_match_until_the_content_moves_on(library: Library) -> None:
    file = library.put("a.txt", b"een").json()
    path, match = f"/items/{file['id']}", {"If-Match": file["cTag"]}
    assert library.call("PATCH", path, {"name": "b.txt"}, headers=match).status_code == 200
    assert library.call("PATCH", path, {"name": "c.txt"}, headers={"If-Match": file["eTag"]}).status_code == 412
    assert library.call("PUT", f"{path}/content", data=b"twee", headers=match).status_code == 200
    assert library.call("DELETE", path, headers=match).status_code == 412


def test_each_version_of_a_file_has_its_own_bytes_and_author(library: Library) -> None:
    file = library.put("a.txt", b"een").json()
    planner = library.site.tenant.ready["team"][0]
    library.put("a.txt", b"twee!", token=library.site.tenant.sign_in(planner))
    library.call("PATCH", f"/items/{file['id']}", {"name": "b.txt"})
    path = f"/items/{file['id']}/versions"
    versions = library.get(path)["value"]
    assert [(one["id"], one["size"]) for one in versions] == [("3.0", 5), ("2.0", 5), ("1.0", 3)]
    assert versions[1]["lastModifiedBy"]["user"]["email"] == planner
    assert library.get(f"{path}/1.0") == versions[2]
    old = library.call("GET", f"{path}/1.0/content")
    assert old.status_code == 302
    assert library.site.tenant.session.get(old.headers["Location"], timeout=30).content == b"een"
    assert library.call("GET", f"{path}/3.0/content").status_code == 400
    assert library.call("GET", f"{path}/9.0").status_code == 404


def test_an_older_version_comes_back_as_a_new_one(library: Library) -> None:
    file = library.put("a.txt", b"een").json()
    library.put("a.txt", b"twee")
    path = f"/items/{file['id']}/versions"
    assert library.call("POST", f"{path}/1.0/restoreVersion").status_code == 204
    assert library.read(file["id"]).content == b"een"
    assert [one["id"] for one in library.get(path)["value"]] == ["3.0", "2.0", "1.0"]


def test_bytes_of_versions_that_are_no_longer_kept_are_gone(sandbox: Any) -> None:
    tenant = sandbox("--set", "versions_kept=2")
    library = Library(tenant)
    file = library.put("a.txt", b"1").json()
    for text in (b"22", b"333", b"4444"):
        library.put("a.txt", text)
    sizes = [(one["id"], one["size"]) for one in library.get(f"/items/{file['id']}/versions")["value"]]
    assert sizes == [("4.0", 4), ("3.0", 3)]
    tenant.control("POST", "/lists", {"list": "Documenten", "versioning": False})
    library.put("a.txt", b"55555")
    sizes = [(one["id"], one["size"]) for one in library.get(f"/items/{file['id']}/versions")["value"]]
    assert sizes == [("4.0", 5), ("3.0", 3)]
    tenant.stop()


def test_a_copy_is_made_after_its_answer(library: Library) -> None:
    target = library.folder("Archief")
    written = io.BytesIO()
    Document().save(written)
    file = library.put("brief.docx", written.getvalue()).json()
    asked = library.call(
        "POST", f"/items/{file['id']}/copy", {"parentReference": {"id": target["id"]}, "name": "kopie.docx"}
    )
    assert inside(library, "/root:/Archief:") == []
    said = told(library, asked)
    copy = library.get("/root:/Archief/kopie.docx")
    assert (said["status"], said["resourceId"]) == ("completed", copy["id"])
    assert library.read(copy["id"]).content == library.read(file["id"]).content
    assert [one["id"] for one in library.get(f"/items/{copy['id']}/versions")["value"]] == ["1.0"]


def test_a_folder_is_copied_with_all_that_is_in_it_but_not_into_itself(library: Library) -> None:
    folder = library.folder("Golf 1")
    library.put("Golf%201/a.txt", b"een")
    below = library.folder("Proeven", "/root:/Golf%201:")
    into = {"parentReference": {"id": below["id"]}}
    assert library.call("POST", f"/items/{folder['id']}/copy", into).status_code == 400
    assert told(library, library.call("POST", "/root:/Golf%201:/copy", {"name": "Golf 2"}))["status"] == "completed"
    assert inside(library, "/root:/Golf%202:") == ["a.txt", "Proeven"]


@pytest.mark.parametrize(
    ("behaviour", "left"), [("fail", ["a.txt"]), ("rename", ["a 1.txt", "a.txt"]), ("replace", ["a.txt"])]
)
def test_a_copy_whose_name_is_taken(library: Library, behaviour: str, left: list[str]) -> None:
    target = library.folder("Archief")
    kept = library.put("Archief/a.txt", b"oud").json()
    file = library.put("a.txt", b"nieuw").json()
    body = {"parentReference": {"path": f"{library.path}/root:/Archief"}}
    said = told(library, library.call("POST", f"/items/{file['id']}/copy?{INTO}={behaviour}", body))
    assert said["status"] == ("failed" if behaviour == "fail" else "completed")
    assert inside(library, f"/items/{target['id']}") == left
    assert library.read(kept["id"]).content == (b"nieuw" if behaviour == "replace" else b"oud")


@pytest.mark.parametrize(
    ("behaviour", "status", "left"),
    [("fail", 409, ["a.txt"]), ("rename", 200, ["a 1.txt", "a.txt"]), ("replace", 200, ["a.txt"])],
)
def test_a_move_whose_name_is_taken(library: Library, behaviour: str, status: int, left: list[str]) -> None:
    target = library.folder("Archief")
    kept = library.put("Archief/a.txt", b"oud").json()
    file = library.put("a.txt", b"nieuw").json()
    body = {"parentReference": {"id": target["id"]}, INTO: behaviour}
    assert library.call("PATCH", f"/items/{file['id']}", body).status_code == status
    assert inside(library, f"/items/{target['id']}") == left
    assert library.call("GET", f"/items/{kept['id']}").status_code == (404 if behaviour == "replace" else 200)


def test_a_part_of_the_bytes_and_the_name_come_with_the_download(library: Library) -> None:
    file = library.put("naam%20met%20é.txt", b"0123456789").json()
    url, session = file["@microsoft.graph.downloadUrl"], library.site.tenant.session
    whole = session.get(url, timeout=30)
    assert "naam%20met%20%C3%A9.txt" in whole.headers["Content-Disposition"]
    for asked, status, part in (
        ("bytes=2-4", 206, b"234"),
        ("bytes=7-", 206, b"789"),
        ("bytes=-3", 206, b"789"),
        ("bytes=8-99", 206, b"89"),
        ("bytes=10-", 416, None),
    ):
        answer = session.get(url, headers={"Range": asked}, timeout=30)
        assert (answer.status_code, part in (None, answer.content)) == (status, True), asked


def test_a_site_has_libraries_beside_its_own(library: Library) -> None:
    site: SiteSteps = library.site
    body = {"displayName": "Archief", "list": {"template": "documentLibrary"}}
    assert site.call("POST", f"{site.path}/lists", body).status_code == 201
    drive = f"/drives/{site.get(f'{site.path}/lists/Archief/drive')['id']}"
    assert {one["name"] for one in site.get(f"{site.path}/drives")["value"]} == {"Documenten", "Archief"}
    assert site.get(f"{site.path}/drive")["name"] == "Documenten"
    file = site.call("PUT", f"{drive}/root:/a.txt:/content", data=b"een").json()
    assert library.call("GET", f"/items/{file['id']}").status_code == 404
    body = {"parentReference": {"driveId": library.path.removeprefix("/drives/"), "path": "/drive/root:"}}
    assert site.call("PATCH", f"{drive}/items/{file['id']}", body).status_code == 400
    said = told(library, site.call("POST", f"{drive}/items/{file['id']}/copy", body))
    assert (said["status"], inside(library)) == ("completed", ["a.txt"])
    assert site.call("DELETE", f"{site.path}/lists/Archief").status_code == 204
    assert site.call("GET", f"{drive}/items/{file['id']}").status_code == 404
    status, message = refusal(site.call("POST", f"{site.path}/lists", {"displayName": "X", "list": {"template": "x"}}))
    assert (status, "'x'" in message) == (400, True)


def test_the_address_of_bytes_refuses_a_token(library: Library) -> None:
    file = library.put("a.txt", b"een").json()
    there = library.call("GET", f"/items/{file['id']}/content").headers["Location"]
    session = library.site.tenant.session
    assert session.get(there, timeout=30).content == b"een"
    assert session.get(there, headers={"Authorization": "Bearer x"}, timeout=30).status_code == 401
