"""The document library as a drive: folders, content, columns, upload sessions, through the front door."""

import io
import shutil
from typing import Any

import pytest
from docx import Document
from sharepoint_steps import Library, own, refusal

from bot.sandbox.sharepoint.quickxor import quick_xor


@pytest.fixture
def library(tenant: Any) -> Library:
    return Library(tenant)


def names(listing: dict[str, Any]) -> list[str]:
    return [one["name"] for one in listing["value"]]


def test_folders_nest_and_are_found_by_path_and_id(library: Library) -> None:
    proofs = library.folder("Proeven")
    wave = library.folder("Golf 1", "/root:/Proeven:")
    assert library.get("/root:/Proeven/Golf%201")["id"] == library.get("/root:/proeven/golf%201:")["id"] == wave["id"]
    assert library.get(f"/items/{proofs['id']}:/Golf%201:")["id"] == wave["id"]
    assert names(library.get("/root/children")) == ["Proeven"]
    assert names(library.get(f"/items/{proofs['id']}/children")) == ["Golf 1"]
    assert library.get("/root")["folder"] == {"childCount": 1}
    assert wave["parentReference"]["path"].endswith("/root:/Proeven")
    assert library.call("GET", "/root:/Proeven/Golf%202").status_code == 404


@pytest.mark.parametrize(
    ("behaviour", "status", "name"), [("fail", 409, None), ("rename", 201, "Proeven 1"), ("replace", 201, "Proeven")]
)
def test_a_name_that_is_taken(library: Library, behaviour: str, status: int, name: str | None) -> None:
    library.folder("Proeven")
    body = {"name": "proeven", "folder": {}, "@microsoft.graph.conflictBehavior": behaviour}
    answer = library.call("POST", "/root/children", body)
    assert answer.status_code == status
    if name:
        assert answer.json()["name"].lower() == name.lower()


def test_content_is_put_by_path_and_read_back_without_a_token(library: Library) -> None:
    library.folder("Aanleveren")
    first = library.put("Aanleveren/a%20b.csv", b"een")
    assert first.status_code == 201
    file = first.json()
    assert library.read(file["id"]).content == b"een"
    again = library.put("Aanleveren/a%20b.csv", b"twee")
    assert (again.status_code, again.json()["id"]) == (200, file["id"])
    assert again.json()["eTag"] != file["eTag"] and again.json()["cTag"] != file["cTag"]
    assert library.call("PUT", f"/items/{file['id']}/content", data=b"drie").status_code == 200
    assert library.read(file["id"]).content == b"drie"
    download = library.get(f"/items/{file['id']}")["@microsoft.graph.downloadUrl"]
    assert library.site.tenant.session.get(download, timeout=30).content == b"drie"
    assert library.site.tenant.session.get(download[:-2] + "xx", timeout=30).status_code == 401


def test_a_path_may_stand_in_the_place_of_an_id(library: Library) -> None:
    library.folder("Proeven")
    key = "root%3A%2FProeven%2Fa.txt%3A"
    made = library.call("PUT", f"/items/{key}/content", data=b"een")
    assert (made.status_code, library.get(f"/items/{key}")["id"]) == (201, made.json()["id"])
    assert library.call("PUT", f"/items/{key}/content", data=b"twee").status_code == 200
    assert library.read(key).content == b"twee"


def test_a_stale_etag_leaves_the_content_as_it_is(library: Library) -> None:
    file = library.put("a.txt", b"een").json()
    library.put("a.txt", b"twee")
    late = library.call("PUT", f"/items/{file['id']}/content", data=b"drie", headers={"If-Match": file["eTag"]})
    assert (late.status_code, library.read(file["id"]).content) == (412, b"twee")


def test_an_office_file_comes_back_with_other_bytes_and_the_same_text(library: Library) -> None:
    written = io.BytesIO()
    document = Document()
    document.add_paragraph("Geachte burgemeester")
    document.save(written)
    file = library.put("brief.docx", written.getvalue()).json()
    read = library.read(file["id"]).content
    assert read != written.getvalue()
    assert len(read) == file["size"]
    assert file["file"]["hashes"] == {"quickXorHash": quick_xor(read)}
    assert quick_xor(read) != quick_xor(written.getvalue())
    assert [one.text for one in Document(io.BytesIO(read)).paragraphs] == ["Geachte burgemeester"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_a_word_file_is_converted_to_pdf(library: Library) -> None:
    written = io.BytesIO()
    document = Document()
    document.add_paragraph("Geachte burgemeester")
    document.save(written)
    file = library.put("brief.docx", written.getvalue()).json()
    answer = library.read(file["id"], "?format=pdf")
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_what_cannot_become_pdf_is_406(library: Library) -> None:
    file = library.put("a.bin", b"x").json()
    assert library.call("GET", f"/items/{file['id']}/content?format=pdf").status_code == 406
    assert library.call("GET", f"/items/{file['id']}/content?format=gif").status_code == 406
    named = library.put("geen-word.docx", b"x").json()
    assert library.call("GET", f"/items/{named['id']}/content?format=pdf").status_code == 406


def test_columns_of_a_file_are_written_and_a_version_tells_by_whom(library: Library) -> None:
    site = library.site
    site.call(
        "POST", f"{site.path}/lists/Documenten/columns", {"name": "Opdracht", "choice": {"choices": ["Toepassen"]}}
    )
    site.call("POST", f"{site.path}/lists/Documenten/columns", {"name": "Melding", "text": {}})
    file = library.put("gemeenten.xlsx", b"x").json()
    planner = site.tenant.ready["team"][0]
    command = library.call(
        "PATCH", f"/items/{file['id']}/listItem/fields", {"Opdracht": "Toepassen"}, token=site.tenant.sign_in(planner)
    )
    assert command.status_code == 200
    item = library.get(f"/items/{file['id']}/listItem?$expand=fields")
    assert (item["fields"]["Opdracht"], item["lastModifiedBy"]["user"]["email"]) == ("Toepassen", planner)
    after = library.get(f"/items/{file['id']}")
    assert (after["cTag"], after["eTag"] == file["eTag"]) == (file["cTag"], False)
    stale = library.call(
        "PATCH", f"/items/{file['id']}/listItem/fields", {"Melding": "x"}, headers={"If-Match": file["eTag"]}
    )
    assert stale.status_code == 412
    versions = site.get(f"{site.path}/lists/Documenten/items/{item['id']}/versions?$expand=fields")["value"]
    assert [own(one["fields"]).get("Opdracht") for one in versions] == ["Toepassen", None]


def test_files_stand_in_the_deltas_of_list_and_drive(library: Library) -> None:
    site = library.site
    library.folder("Sjablonen")
    file = library.put("Sjablonen/uitnodiging.docx", b"x").json()
    items = site.get(f"{site.path}/lists/Documenten/items/delta?$expand=fields")
    assert [(one["contentType"]["name"], one["fields"]["FileLeafRef"]) for one in items["value"]] == [
        ("Folder", "Sjablonen"),
        ("Document", "uitnodiging.docx"),
    ]
    assert items["value"][1]["webUrl"].endswith("/Sjablonen/uitnodiging.docx")
    drive = library.get("/root/delta")
    assert names(drive) == ["root", "Sjablonen", "uitnodiging.docx"]
    assert library.call("DELETE", f"/items/{file['id']}").status_code == 204
    later = site.get(drive["@odata.deltaLink"])["value"]
    assert [(one["id"], one.get("deleted")) for one in later] == [
        (library.get("/root")["id"], None),
        (file["id"], {"state": "deleted"}),
    ]


def test_a_file_is_renamed_and_moved_and_a_folder_goes_with_all_in_it(library: Library) -> None:
    proofs, old = library.folder("Proeven"), library.folder("Oud")
    file = library.put("Proeven/a.txt", b"een").json()
    library.put("Oud/a.txt", b"twee")
    taken = library.call("PATCH", f"/items/{file['id']}", {"parentReference": {"id": old["id"]}})
    assert taken.status_code == 409
    body = {"name": "b.txt", "parentReference": {"id": old["id"]}}
    assert library.call("PATCH", f"/items/{file['id']}", body).json()["name"] == "b.txt"
    assert names(library.get("/root:/Oud:/children")) == ["a.txt", "b.txt"]
    assert library.call("PATCH", f"/items/{old['id']}", {"parentReference": {"id": old["id"]}}).status_code == 400
    assert library.call("DELETE", f"/items/{old['id']}").status_code == 204
    assert library.call("GET", f"/items/{file['id']}").status_code == 404
    assert names(library.get("/root/children")) == [proofs["name"]]


@pytest.mark.parametrize("name", ["a|b.txt", "a%3Fb.txt", "%20a.txt", "a%2A.txt", "%2F"])
def test_a_name_that_no_file_may_have_is_refused(library: Library, name: str) -> None:
    assert library.put(name, b"x").status_code == 400
    assert library.call("POST", f"/root:/{name}:/createUploadSession", {}).status_code == 400


def test_too_much_at_once_is_413_and_a_wrong_option_is_named(library: Library) -> None:
    assert library.put("a.bin", b"x" * (4 * 1024 * 1024 + 1)).status_code == 413
    status, message = refusal(library.call("GET", "/root/children?$search=a"))
    assert (status, "$search" in message) == (400, True)
    assert library.call("POST", "/root/children", {"name": "a.txt", "file": {}}).status_code == 400
