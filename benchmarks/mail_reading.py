"""Read 1,000 replies, then 5 new ones: by delta; O365's get_messages starts from the beginning each time."""

import base64
from collections.abc import Iterable

from benchmarks.tenant import Counted, Measured, Tenant, measure, tenant, trips
from bot.m365 import delta
from bot.m365.graph import Graph
from bot.m365.mail import Mailbox

COUNT, NEW = 1_000, 5
WORDS = "<p>Geachte heer, mevrouw, dank voor uw brief. Wij spreken u graag op de tweede datum.</p>" * 20


def run() -> Iterable[str]:
    """The lines for the table."""
    with tenant() as here:
        graph, naive = here.ours(), here.naive()
        _deliver(here, 0, COUNT)
        first, links = _first(graph, here)
        naive_first = _naively(naive, COUNT)
        _deliver(here, COUNT, NEW)
        again = _again(graph, links)
        naive_again = _naively(naive, COUNT + NEW)
    yield _line(f"read {COUNT} replies", first, naive_first)
    yield _line(f"read {NEW} new replies", again, naive_again)


def _line(what: str, ours: Measured, theirs: Measured) -> str:
    ratio = theirs.seconds / ours.seconds
    return f"{what}: {trips(ours.round_trips)}, {ratio:.1f}x naive O365 ({trips(theirs.round_trips)})"


def _first(graph: Graph, here: Tenant) -> tuple[Measured, list[str]]:
    """The first pages of all folders in one batch, then what follows."""
    mailbox = Mailbox(graph, here.ready["mailbox"])
    starts = [mailbox.message_delta_start(folder) for folder in mailbox.folders()]
    with measure(graph) as measured:
        pages = [delta.absorb(graph, result) for result in graph.batch([delta.part(link) for link in starts])]
    assert sum(len(page.items) for page in pages) == COUNT
    return measured, [page.link for page in pages]


def _again(graph: Graph, links: list[str]) -> Measured:
    with measure(graph) as measured:
        pages = [delta.absorb(graph, result) for result in graph.batch([delta.part(link) for link in links])]
    assert sum(len(page.items) for page in pages) == NEW
    return measured


def _naively(naive: Counted, count: int) -> Measured:
    inbox = naive.account.mailbox().inbox_folder()
    with measure(naive) as measured:
        assert len(list(inbox.get_messages(limit=None, batch=100))) == count  # pages of 999 are known to time out
    return measured


def _deliver(here: Tenant, first: int, count: int) -> None:
    for number in range(first, first + count):
        here.deliver(base64.b64encode(_mime(here.ready["mailbox"], number)).decode("ascii"))


def _mime(mailbox: str, number: int) -> bytes:
    lines = [
        f"From: Secretariaat <secretariaat@gemeente{number}.example>",
        f"To: {mailbox}",
        f"Subject: Re: uitnodiging {number}",
        f"Message-ID: <antwoord-{number}@gemeente{number}.example>",
        "Date: Mon, 30 Mar 2026 09:00:00 +0200",
        "MIME-Version: 1.0",
        "Content-Type: text/html; charset=utf-8",
        "",
        WORDS,
    ]
    return "\r\n".join(lines).encode()
