"""Microsoft Graph v1.0 as requests and answers in plain values, alone or in batches."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from requests import Response

from bot.m365 import batch as batching
from bot.m365 import trial
from bot.m365.batch import Part, Result
from bot.m365.faults import Doubtful, GraphFault, Unreachable
from bot.m365.outcome import answer_of, fault_of, refusal_of, require
from bot.m365.transport import place

__all__ = [
    "Doubtful",
    "Graph",
    "GraphFault",
    "Part",
    "Result",
    "Unreachable",
    "answer_of",
    "fault_of",
    "refusal_of",
    "relative",
    "require",
]


class Graph:
    """The tenant. Every call may raise GraphFault (refused), Unreachable (not done) or Doubtful (may be done).

    Safe to share between threads. `account` is O365's own, on the same connection.
    """

    def __init__(self, account: Any, *, only_to: frozenset[str] | None = None) -> None:
        self.account = account
        self._transport = account.con.transport
        self.base = str(account.protocol.service_url).rstrip("/")
        self._only_to = None if only_to is None else frozenset(address.strip().lower() for address in only_to)

    @property
    def requests(self) -> int:
        """HTTP requests sent to Graph so far, repeats included."""
        return int(self._transport.sent)

    def get(
        self, path: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """JSON of a path below /v1.0, or of a link that Graph gave."""
        return _json(self.raw("GET", path, params=params, headers=headers))

    def post(self, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """POST JSON; {} where Graph answers nothing."""
        return self._write("POST", path, body, headers)

    def patch(self, path: str, body: Any, *, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """PATCH JSON."""
        return self._write("PATCH", path, body, headers)

    def put(self, path: str, body: Any, *, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """PUT JSON."""
        return self._write("PUT", path, body, headers)

    def delete(self, path: str, *, headers: Mapping[str, str] | None = None) -> None:
        """DELETE."""
        self.raw("DELETE", path, headers=headers)

    def pages(
        self, path: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Every entry of a collection, following nextLink as it is."""
        page = self.get(path, params=params, headers=headers)
        while True:
            yield from page.get("value", [])
            link = page.get("@odata.nextLink")
            if not link:
                return
            page = self.get(link, headers=headers)

    def raw(
        self,
        method: str,
        path: str,
        *,
        data: bytes | None = None,
        json: Any = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        signed: bool = True,
        safe: bool | None = None,
    ) -> Response:
        """The answer itself, for bytes and headers. A redirect of a GET is followed without the token.

        `signed=False` for pre-authenticated URLs (uploads), `safe=True` for a write that may be repeated.
        """
        trial.check(trial.recipients(json), self._only_to)
        safe = method == "GET" if safe is None else safe
        answer = self._transport.request(
            method, self._url(path), data=data, json=json, params=params, headers=headers, signed=signed, safe=safe
        )
        if method == "GET" and answer.is_redirect:
            return self.raw("GET", answer.headers["Location"], signed=False)
        return _settled(answer, method, safe)

    def batch(self, parts: Sequence[Part]) -> list[Result]:
        """Results in the order of `parts`, in as few round trips as 20 parts or 3 MB of bodies a batch allow.

        Throttled parts are sent again after the longest Retry-After, reads also after 503 and 504, as long as the wait
        is allowed; else the result stands as it came: look at each. Doubtful: the connection was lost in a batch that
        writes; the batches before it are done and their results lost, so only reconcile with this, never send mail.
        """
        results: dict[int, Result] = {}
        left = list(range(len(parts)))
        waited, attempt = 0.0, 0
        while left:
            attempt += 1
            for chunk in batching.chunks(parts, left):
                results.update(zip(chunk, self._send([parts[n] for n in chunk], once=False), strict=True))
            again = {n: pause for n in left if (pause := batching.pauses(parts[n], results[n], attempt)) is not None}
            pause = max(again.values(), default=0.0)
            if not again or waited + pause > self._transport.max_wait:
                break
            self._transport.wait(pause)
            waited += pause
            left = list(again)
        return [results[number] for number in range(len(parts))]

    def batch_once(self, parts: Sequence[Part]) -> list[Result]:
        """Exactly one batch (ValueError over 20 parts), nothing repeated: for what reaches people.

        A batch that is throttled as a whole gives every part 429. Unreachable: nothing was done. Doubtful: any part
        may have been.
        """
        if len(parts) > batching.MOST_PARTS:
            raise ValueError(f"{len(parts)} parts in one batch; Graph takes {batching.MOST_PARTS}")
        return self._send(parts, once=True) if parts else []

    def check_recipients(self, addresses: Iterable[str]) -> None:
        """Refused when trial mode is on and one of them is not on its list: ask before a send or a moved event."""
        trial.check(list(addresses), self._only_to)

    def _send(self, parts: Sequence[Part], *, once: bool) -> list[Result]:
        for part in parts:
            trial.check(trial.recipients(part.body), self._only_to)
        safe = all(part.safe for part in parts)
        url = f"{self.base}/$batch"
        answer = self._transport.request("POST", url, json=batching.to_json(parts), safe=safe, once=once)
        if answer.status_code == 429 and once:
            return [Result(429, _try_json(answer), dict(answer.headers)) for _ in parts]
        if answer.status_code == 424:
            raise Doubtful(place("POST", url), "424, the batch as a whole", 424)
        return batching.from_json(len(parts), _json(_settled(answer, "POST", safe)))

    def _write(self, method: str, path: str, body: Any, headers: Mapping[str, str] | None) -> dict[str, Any]:
        return _json(self.raw(method, path, json=body, headers=headers))

    def _url(self, path: str) -> str:
        return path if path.startswith("https://") else f"{self.base}/{path.lstrip('/')}"


def relative(link: str) -> str:
    """A link that Graph gave as the path of a part; paths below /v1.0 stay as they are."""
    if link.startswith("/"):
        return link
    parts = urlsplit(link)
    path = parts.path.removeprefix("/v1.0")
    return f"{path}?{parts.query}" if parts.query else path


def _settled(answer: Response, method: str, safe: bool) -> Response:
    if answer.status_code < 400:
        return answer
    result = Result(answer.status_code, _try_json(answer), dict(answer.headers))
    where = place(method, answer.url)
    raise refusal_of(result, where) if safe else fault_of(result, where)


def _json(answer: Response) -> dict[str, Any]:
    body = _try_json(answer)
    return body if isinstance(body, dict) else {}


def _try_json(answer: Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
