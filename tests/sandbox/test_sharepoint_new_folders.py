"""A file put at a path through folders that are not there: they are made, or the path is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from sharepoint_steps import Library

WAYS: dict[str, Callable[[Library], Any]] = {
    "its content": lambda library: library.put("Rapporten/2026/a.txt", b"een"),
    "its content, the path in the place of an id": lambda library: library.call(
        "PUT", "/items/root:/Rapporten/2026/a.txt:/content", data=b"een"
    ),
    "an upload session": lambda library: in_session(library),
}


def in_session(library: Library) -> Any:
    answer = library.call("POST", "/root:/Rapporten/2026/a.txt:/createUploadSession", {"item": {}})
    if answer.status_code >= 400:
        return answer
    ranged = {"Content-Range": "bytes 0-2/3"}
    return library.site.tenant.session.put(answer.json()["uploadUrl"], data=b"een", headers=ranged, timeout=30)


@pytest.fixture(scope="module")
def strict(sandbox: Callable[..., Any]) -> Library:
    return Library(sandbox("--set", "path_makes_folders=false"))


@pytest.mark.parametrize("way", WAYS)
def test_the_folders_on_the_way_are_made(tenant: Any, way: str) -> None:
    library = Library(tenant)
    made = WAYS[way](library)
    assert made.status_code == 201, made.text
    for path in ("Rapporten", "Rapporten/2026"):
        assert library.get(f"/root:/{path}")["folder"]["childCount"] == 1
    assert library.get("/root:/rapporten/2026/a.txt")["id"] == made.json()["id"]
    assert WAYS[way](library).status_code == 200  # they are there now, and are not made twice
    assert [one["name"] for one in library.get("/root:/Rapporten:/children")["value"]] == ["2026"]


@pytest.mark.parametrize("way", WAYS)
def test_a_tenant_may_refuse_the_path(strict: Library, way: str) -> None:
    answer = WAYS[way](strict)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "itemNotFound")
    assert strict.call("GET", "/root:/Rapporten").status_code == 404


WRONG = {
    "a name that cannot be": ("Kladjes/a%7Cb/c.txt", 400),
    "a file on the way": ("brief.txt/a.txt", 409),
    "a last name that cannot be": ("Kladjes/a%7Cb.txt", 400),
}


@pytest.mark.parametrize(("path", "status"), WRONG.values(), ids=WRONG)
def test_a_path_that_is_refused_leaves_no_folder(tenant: Any, path: str, status: int) -> None:
    library = Library(tenant)
    library.put("brief.txt", b"x")
    assert library.put(path, b"x").status_code == status
    assert library.call("GET", "/root:/Kladjes").status_code == 404
