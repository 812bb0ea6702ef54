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
from urllib.parse import quote, urlsplit

import requests

from benchmarks.tenant import Tenant, serving
from bot.sandbox.db import Db
from bot.sandbox.mail import folders, state
from bot.sandbox.mail.message import blank
from bot.sandbox.sharepoint import items, lists, value_index
from bot.sandbox.sharepoint.columns import define, standard
from bot.sandbox.tenant import DIRECTORY

MAILS, ITEMS, ROUNDS, CALLS = 100_000, 5_000, 40, 10
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


@dataclass(frozen=True)
class Asked:
    """What is asked for again and again: `path` below the mailbox or, with `of_list`, below the site."""

    what: str
    path: str
    body: str = ""
    of_list: bool = False


@dataclass
class Route:
    """A request over one connection."""

    connection: http.client.HTTPSConnection
    path: str
    headers: Mapping[str, str]
    body: str = ""

    def seconds(self) -> float:
        """How long a run of requests takes."""
        began = time.perf_counter()
        for _ in range(CALLS):
            self.connection.request("POST" if self.body else "GET", self.path, self.body or None, dict(self.headers))
            answer = self.connection.getresponse()
            said = answer.read()
            assert answer.status < 300, (self.path, said)
        return time.perf_counter() - began


def run() -> Iterable[str]:
    """The lines for the table."""
    with tempfile.TemporaryDirectory(prefix="ontour-bench-") as name:
        folder = Path(name)
        with serving(folder, 0):
            pass  # makes the tables and the certificates
        asked = _fill(folder, 200, 20)
        with serving(folder, 0) as here, _empty(folder) as empty:
            few = _shares(empty, _routes(here, folder, asked))
        asked = _fill(folder, MAILS, ITEMS)
        began = time.perf_counter()
        with serving(folder, 0) as here:
            restart = time.perf_counter() - began
            with _empty(folder) as empty:
                many = _shares(empty, _routes(here, folder, asked))
    yield f"rate beside an empty Starlette route, with little in the tenant; among {MAILS} messages, {ITEMS} items:"
    for one, little, much in zip(asked, few, many, strict=True):
        yield f"{one.what}: {little:.0%}; {much:.0%}"
    yield f"the sandbox started again with all of that: {restart:.2f} s"


def _asked(mail: str, internet_id: str, list_id: str, rows: int) -> list[Asked]:
    """The requests, with ids of what was made last."""
    inbox, items = "/mailFolders/inbox/messages", f"/lists/{list_id}/items"
    known, code = quote(f"internetMessageId eq '{internet_id}'"), quote(f"fields/Code eq 'GM{rows}'")
    return [
        Asked("GET of a message", f"/messages/{mail}"),
        Asked("GET of a list item", f"{items}/{rows}", of_list=True),
        Asked("a page of the inbox", f"{inbox}?$select=subject"),
        Asked("a page of its delta", f"{inbox}/delta?$select=subject"),
        Asked("found by message id", f"/messages?$select=subject&$filter={known}"),
        Asked("the folders with their counts", "/mailFolders"),
        Asked("a new draft", "/messages", '{"subject": "Uitnodiging"}'),
        Asked("found by an indexed column", f"{items}?$filter={code}", of_list=True),
        Asked("a page of twenty items", f"{items}?$top=20", of_list=True),
        Asked("a new item", items, '{"fields": {"Title": "Gemeente"}}', of_list=True),
    ]


def _fill(folder: Path, mails: int, rows: int) -> list[Asked]:
    """Write mails and items straight into the tenant's file; answers what is asked then."""
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
    return _asked(message.iid, message.data["internetMessageId"], made.id, rows)


def _routes(here: Tenant, folder: Path, asked: Iterable[Asked]) -> list[Route]:
    ready = here.ready
    site, port = urlsplit(str(ready["site_url"])), urlsplit(ready["graph_url"]).port or 443
    site_path = f"/v1.0/sites/{here.ours().get(f'/sites/{site.hostname}:{site.path}')['id']}"
    where = f"{ready['authority']}/{ready['tenant_id']}/oauth2/v2.0/token"
    form = {name: ready[name] for name in ("client_id", "client_secret")}
    form |= {"grant_type": "client_credentials", "scope": "https://graph.microsoft.com/.default"}
    token = requests.post(where, data=form, verify=ready["ca_file"], timeout=30).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    below = {False: f"/v1.0/users/{ready['mailbox']}", True: site_path}
    return [Route(_connection(folder, port), f"{below[one.of_list]}{one.path}", headers, one.body) for one in asked]


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
