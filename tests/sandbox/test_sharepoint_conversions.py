"""PDFs by a converter that is slow, broken or endless: others are served meanwhile, and each end is an answer."""

import os
import select
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from sharepoint_steps import Library, refusal

Converting = Callable[..., Library]


@pytest.fixture
def converting(sandbox: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Converting:
    """A tenant whose LibreOffice is this shell script: $6 is the folder for the PDF, $7 the file."""

    def made(script: str, *options: str) -> Library:
        program = tmp_path / "bin" / "soffice"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
        return Library(sandbox(*options, folder=tmp_path))

    return made


def asked(library: Library) -> Callable[[], Any]:
    """Fetching a PDF from its address, on a connection of its own."""
    file = library.put("lijst.csv", b"a;b").json()
    address = library.call("GET", f"/items/{file['id']}/content?format=pdf").headers["Location"]
    return lambda: requests.get(address, verify=library.site.tenant.ready["ca_file"], timeout=60)


def test_others_are_served_while_a_file_is_converted(converting: Converting, tmp_path: Path) -> None:
    started, gate = tmp_path / "started", tmp_path / "gate"
    os.mkfifo(started)
    os.mkfifo(gate)
    library = converting(f'echo x > {started}\nread go < {gate}\nprintf %%PDF-1.7 > "$6/file.pdf"')
    with ThreadPoolExecutor(1) as pool:
        pdf = pool.submit(asked(library))
        started.read_text(encoding="utf-8")  # the converter runs, and ends only when the gate opens
        try:
            assert library.get("/root")["root"] == {}
            assert not pdf.done()
        finally:
            gate.write_text("go\n", encoding="utf-8")
        answer = pdf.result()
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.7")
    assert answer.headers["Content-Type"] == "application/pdf"


ENDS: list[tuple[str, str, int, str, str]] = [
    ("it makes nothing", "exit 1", 406, "notSupported", "could not be converted"),
    ("it is no program", "#!/nowhere", 406, "notSupported", "could not be converted"),
    ("it never ends", "exec sleep 600", 500, "generalException", "longer than 1 s"),
]


@pytest.mark.parametrize(("what", "script", "status", "code", "said"), ENDS, ids=[row[0] for row in ENDS])
def test_a_conversion_that_fails_is_a_refusal(
    converting: Converting, tmp_path: Path, what: str, script: str, status: int, code: str, said: str
) -> None:
    library = converting(script, "--set", "conversion_timeout_s=1")
    if script.startswith("#!"):
        (tmp_path / "bin" / "soffice").write_text(f"{script}\n", encoding="utf-8")
    answer = asked(library)()
    assert answer.status_code == status and answer.json()["error"]["code"] == code, what
    assert said in refusal(answer)[1]
    assert "Traceback" not in (tmp_path / "sandbox.log").read_text(encoding="utf-8")


def test_what_a_conversion_started_ends_with_it(converting: Converting, tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    os.mkfifo(alive)
    watched = os.open(alive, os.O_RDONLY | os.O_NONBLOCK)
    library = converting(f"sleep 600 > {alive} &\nwait", "--set", "conversion_timeout_s=1")
    assert asked(library)().status_code == 500
    watch = select.poll()
    watch.register(watched, select.POLLIN)
    assert watch.poll(10_000) == [(watched, select.POLLHUP)]  # nobody holds it any more
    os.close(watched)
