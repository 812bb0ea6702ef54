"""The sandbox beside an empty Starlette route over the same TLS: with little in it, filled, and started again."""

import http.client
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import requests

from benchmarks.tenant import Tenant, serving
from bot.sandbox.db import Db
from bot.sandbox.mail import folders, state
from bot.sandbox.mail.message import blank
from bot.sandbox.sharepoint import items, lists, value_index
from bot.sandbox.sharepoint.columns import define, standard
from bot.sandbox.tenant import DIRECTORY

MAILS, ITEMS, ROUNDS, CALLS = 100_000, 5_000, 10, 60
EMPTY = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

async def empty(request):
    return JSONResponse({})

app = Starlette(routes=[Route("/", empty)])
uvicorn.run(app, port=int(sys.argv[2]), ssl_certfile=sys.argv[1], log_level="error", access_log=False)
"""
BODY = "<p>Geachte heer, mevrouw, wij spreken u graag op de tweede datum.</p>" * 20
SYSTEM = {"application": {"id": "bench", "displayName": "bench"}}


@dataclass
class Route:
    """An address that is asked for again and again, over one connection."""

    connection: http.client.HTTPSConnection
    path: str
    headers: Mapping[str, str]

    def seconds(self) -> float:
        """How long a run of requests takes."""
        began = time.perf_counter()
        for _ in range(CALLS):
            self.connection.request("GET", self.path, headers=dict(self.headers))
            answer = self.connection.getresponse()
            said = answer.read()
            assert answer.status == 200, (self.path, said)
        return time.perf_counter() - began


def run() -> Iterable[str]:
    """The lines for the table."""
    with tempfile.TemporaryDirectory(prefix="ontour-bench-") as name:
        folder = Path(name)
        with serving(folder, 0):
            pass  # makes the tables and the certificates
        paths = _fill(folder, 200, 20)
        with serving(folder, 0) as here, _empty(folder) as empty:
            few = _shares(empty, [_route(here, folder, path) for path in paths])
        paths = _fill(folder, MAILS, ITEMS)
        began = time.perf_counter()
        with serving(folder, 0) as here:
            restart = time.perf_counter() - began
            with _empty(folder) as empty:
                many = _shares(empty, [_route(here, folder, path) for path in paths])
    yield f"GET of a message: {few[0]:.0%} of the rate of an empty Starlette route; among {MAILS} {many[0]:.0%}"
    yield f"GET of a list item: {few[1]:.0%}; among {ITEMS} {many[1]:.0%}"
    yield f"a list item found by an indexed column: {few[2]:.0%}; among {ITEMS} {many[2]:.0%}"
    yield f"the sandbox started again with all of that: {restart:.2f} s"


def _fill(folder: Path, mails: int, rows: int) -> tuple[str, ...]:
    """Write mails and items straight into the tenant's file; answers the paths of the last mail and item.

    The third path finds that item by the value of an indexed column.
    """
    db, now = Db(folder / "data" / "tenant.sqlite"), datetime.now(UTC)
    db.begin()
    owner = next(user for user in DIRECTORY if user.role == "mailbox")
    for number in range(mails):
        message = blank(owner.id, folders.well_known_id(owner.id, "inbox"), now)
        subject = {"subject": f"Re: uitnodiging {number}", "internetMessageId": f"<{mails}-{number}@bench.example>"}
        message.data |= {**subject, "isDraft": False, "body": {"contentType": "html", "content": BODY}}
        state.save(db, message)
    code = define({"name": "Code", "text": {}, "indexed": True})
    made = lists.create(db, f"Meting {rows}", [*standard(), code], SYSTEM, now)
    for number in range(1, rows + 1):
        item = items.add(db, made.id, {"Title": f"Gemeente {number}", "Code": f"GM{number}"}, SYSTEM, now, number)
        value_index.hold(db, made.columns, item, item.fields)
    db.commit()
    db.connection.close()
    of_list = f"/lists/{made.id}/items"
    by_code = f"{of_list}?$filter=fields/Code%20eq%20'GM{rows}'"
    return f"/users/{owner.email}/messages/{message.iid}", f"{of_list}/{rows}", by_code


def _route(here: Tenant, folder: Path, path: str) -> Route:
    ready = here.ready
    if path.startswith("/lists/"):
        site = urlsplit(str(ready["site_url"]))
        path = f"/sites/{here.ours().get(f'/sites/{site.hostname}:{site.path}')['id']}{path}"
    where = f"{ready['authority']}/{ready['tenant_id']}/oauth2/v2.0/token"
    asked = {name: ready[name] for name in ("client_id", "client_secret")}
    asked |= {"grant_type": "client_credentials", "scope": "https://graph.microsoft.com/.default"}
    token = requests.post(where, data=asked, verify=ready["ca_file"], timeout=30).json()["access_token"]
    port = urlsplit(ready["graph_url"]).port or 443
    return Route(_connection(folder, port), f"/v1.0{path}", {"Authorization": f"Bearer {token}"})


def _connection(folder: Path, port: int) -> http.client.HTTPSConnection:
    trust = ssl.create_default_context(cafile=str(folder / "data" / "ca.pem"))
    return http.client.HTTPSConnection("127.0.0.1", port, context=trust, timeout=30)


@contextmanager
def _empty(folder: Path) -> Iterator[Route]:
    """An empty route under the tenant's own certificate."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", EMPTY, str(folder / "data" / "server.pem"), str(port)])
    try:
        for _ in range(200):
            route = Route(_connection(folder, port), "/", {})
            try:
                route.connection.connect()
                break
            except OSError:
                time.sleep(0.05)
        yield route
    finally:
        process.kill()  # it would wait for the end of our connection
        process.wait(timeout=20)


def _shares(empty: Route, routes: list[Route]) -> list[float]:
    """Each route's rate as a share of the empty one's, the best of some runs taken in turn."""
    taken = [[route.seconds() for route in (empty, *routes)] for _ in range(ROUNDS)]
    bare, *others = (min(column) for column in zip(*taken, strict=True))
    return [bare / one for one in others]
