"""Upload sessions of the library: ranges in order to an address of its own, resumed, committed, abandoned, expired."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from sharepoint_steps import Library, refusal

STEP = 320 * 1024


class Session:
    """One session at its address."""

    def __init__(self, library: Library, path: str, body: Any = None, **more: Any) -> None:
        self.session = library.site.tenant.session
        answer = library.call("POST", f"{path}/createUploadSession", body or {"item": {}}, **more)
        assert answer.status_code == 200, answer.text
        self.url, self.expires = answer.json()["uploadUrl"], answer.json()["expirationDateTime"]

    def send(self, first: int, piece: bytes, total: int, **headers: str) -> Any:
        ranged = {"Content-Range": f"bytes {first}-{first + len(piece) - 1}/{total}", **headers}
        return self.session.put(self.url, data=piece, headers=ranged, timeout=30)

    def waits_for(self) -> list[str]:
        return list(self.session.get(self.url, timeout=30).json()["nextExpectedRanges"])

    def ask(self, method: str, **headers: str) -> Any:
        return self.session.request(method, self.url, headers=headers, timeout=30)


@pytest.fixture
def library(tenant: Any) -> Library:
    return Library(tenant)


def test_a_large_file_comes_in_ranges_without_a_token(library: Library) -> None:
    session, tenant = Session(library, "/root:/groot.bin:"), library.site.tenant
    home, there = urlsplit(tenant.ready["graph_url"]), urlsplit(session.url)
    assert (home.hostname, home.port) != (there.hostname, there.port)
    token = f"Bearer {tenant.token()}"
    assert session.send(0, b"x" * STEP, STEP + 5, Authorization=token).status_code == 401
    assert session.ask("GET", Authorization=token).status_code == 401
    first = session.send(0, b"x" * STEP, STEP + 5)
    assert (first.status_code, first.json()["nextExpectedRanges"]) == (202, [f"{STEP}-"])
    last = session.send(STEP, b"y" * 5, STEP + 5)
    assert (last.status_code, last.json()["size"]) == (201, STEP + 5)
    assert library.read(last.json()["id"]).content == b"x" * STEP + b"y" * 5
    assert session.send(0, b"x", 1).status_code == 404


def test_a_broken_upload_goes_on_where_it_stopped(library: Library) -> None:
    session, whole = Session(library, "/root:/groot.bin:"), bytes(range(256)) * (2 * STEP // 256) + b"einde"
    session.send(0, whole[:STEP], len(whole))
    assert session.send(2 * STEP, whole[2 * STEP :], len(whole)).status_code == 416  # a gap
    assert session.send(0, whole[:STEP], len(whole)).status_code == 416  # once more
    start = int(session.waits_for()[0].removesuffix("-"))
    assert start == STEP
    made = session.send(start, whole[start:], len(whole))
    assert (made.status_code, library.read(made.json()["id"]).content) == (201, whole)


WRONG = [
    ("a range that is no multiple", "bytes 0-9/20", b"x" * 10, 400),
    ("fewer bytes than said", "bytes 0-9/10", b"x" * 9, 400),
    ("more than the whole", "bytes 0-9/5", b"x" * 10, 400),
    ("no range", "", b"x" * 10, 400),
    ("a range in words", "alles", b"x" * 10, 400),
    ("not from the start", "bytes 5-9/10", b"x" * 5, 416),
]


@pytest.mark.parametrize(("what", "said", "piece", "status"), WRONG, ids=[one[0] for one in WRONG])
def test_a_wrong_range_is_refused_and_counts_for_nothing(
    library: Library, what: str, said: str, piece: bytes, status: int
) -> None:
    session = Session(library, "/root:/a.bin:")
    answer = session.session.put(session.url, data=piece, headers={"Content-Range": said}, timeout=30)
    assert answer.status_code == status
    assert session.waits_for() == ["0-"]


def test_the_size_of_the_whole_is_said_once(library: Library) -> None:
    told = Session(library, "/root:/a.bin:", {"item": {"fileSize": 10}})
    assert told.send(0, b"x" * 9, 9).status_code == 400
    assert told.send(0, b"x" * 10, 10).status_code == 201
    session = Session(library, "/root:/b.bin:")
    session.send(0, b"x" * STEP, 2 * STEP)
    assert session.send(STEP, b"x" * 7, STEP + 7).status_code == 400


def test_ranges_of_any_size_where_the_tenant_takes_them(sandbox: Any) -> None:
    tenant = sandbox("--set", "range_step_kib=0")
    session = Session(Library(tenant), "/root:/a.bin:")
    assert session.send(0, b"x" * 26, 128).json()["nextExpectedRanges"] == ["26-"]
    tenant.stop()


def test_a_deferred_file_is_made_by_its_commit(library: Library) -> None:
    session = Session(library, "/root:/later.bin:", {"item": {}, "deferCommit": True})
    assert session.ask("POST").status_code == 400
    assert session.send(0, b"een", 3).status_code == 202
    assert library.call("GET", "/root:/later.bin").status_code == 404
    assert session.waits_for() == []
    made = session.ask("POST")
    assert (made.status_code, library.read(made.json()["id"]).content) == (201, b"een")


def test_what_happens_where_the_name_is_taken(library: Library) -> None:
    known = library.put("a.bin", b"een").json()

    def item(behaviour: str) -> dict[str, Any]:
        return {"item": {"@microsoft.graph.conflictBehavior": behaviour}}

    assert library.call("POST", "/root:/a.bin:/createUploadSession", item("fail")).status_code == 409
    renamed = Session(library, "/root:/a.bin:", item("rename")).send(0, b"twee", 4)
    assert (renamed.status_code, renamed.json()["name"]) == (201, "a 1.bin")
    replaced = Session(library, "/root:/a.bin:", item("replace")).send(0, b"drie", 4)
    assert (replaced.status_code, replaced.json()["id"]) == (200, known["id"])
    late = Session(library, "/root:/b.bin:", item("fail"))
    library.put("b.bin", b"anders")
    assert late.send(0, b"vier", 4).status_code == 409
    assert library.read(library.get("/root:/b.bin")["id"]).content == b"anders"


def test_the_file_is_by_whoever_began_the_session(library: Library) -> None:
    planner = library.site.tenant.ready["team"][0]
    session = Session(library, "/root:/a.bin:", token=library.site.tenant.sign_in(planner))
    assert session.send(0, b"z", 1).json()["lastModifiedBy"]["user"]["email"] == planner


def test_a_session_for_a_known_file_may_name_its_etag(library: Library) -> None:
    file = library.put("a.bin", b"een").json()
    library.put("a.bin", b"twee")
    path, stale = f"/items/{file['id']}", {"If-Match": file["eTag"]}
    assert library.call("POST", f"{path}/createUploadSession", {}, headers=stale).status_code == 412
    made = Session(library, path).send(0, b"drie", 4)
    assert (made.status_code, made.json()["id"]) == (200, file["id"])


def test_an_abandoned_or_old_session_is_gone(library: Library) -> None:
    session = Session(library, "/root:/a.bin:")
    assert (session.ask("DELETE").status_code, session.ask("GET").status_code) == (204, 404)
    session = Session(library, "/root:/a.bin:")
    library.site.tenant.advance(25 * 3600)
    assert session.ask("GET").status_code == session.send(0, b"x", 1).status_code == 404
    assert library.call("GET", "/root:/a.bin").status_code == 404


def test_what_a_session_does_not_know_is_named(library: Library) -> None:
    path = "/root:/a.bin:/createUploadSession"
    for body, said in (
        ({"items": {}}, "items"),
        ({"item": {"naam": "x"}}, "naam"),
        ({"item": {"fileSize": "9"}}, "fileSize"),
        ({"item": {"@microsoft.graph.conflictBehavior": "vraag"}}, "vraag"),
    ):
        status, message = refusal(library.call("POST", path, body))
        assert (status, said in message) == (400, True), message
