"""One HTTP exchange with Graph: token, time-out, certificate, replay after a dead token, safe repeats."""

import itertools
import threading
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from bot.m365 import retry
from bot.m365.challenge import demanded_claims
from bot.m365.faults import Doubtful, Unreachable

Sleep = Callable[[float], None]


class Tokens(Protocol):
    """Where bearer tokens come from; both calls are safe from several threads."""

    def token(self) -> str:
        """A token that is good now."""
        ...

    def renew(self, dead: str, claims: str | None = None) -> str:
        """A fresh token in place of `dead`, which the service refused; `claims`: those that it demands (JSON)."""
        ...


class Transport:
    """Sends requests; O365 uses it as its session. Repeats 429 for anything, 503 and 504 for reads only.

    `sleep` waits, in seconds of the clock that the program lives by; `max_wait` is the most that one request waits in
    all. `sent` counts the HTTP requests that went to Graph, repeats included.
    """

    def __init__(self, tokens: Tokens, verify: str | bool, *, sleep: Sleep, timeout: float, max_wait: float) -> None:
        self._tokens, self._verify, self._sleep = tokens, verify, sleep
        self._timeout, self._max_wait = timeout, max_wait
        self._session = requests.Session()
        self._session.mount("https://", HTTPAdapter(pool_connections=4, pool_maxsize=16, max_retries=0))
        self._counting = threading.Lock()
        self.sent = 0
        self.headers: dict[str, str] = {}  # O365 looks at it; the token is never kept there

    def request(
        self, method: str, url: str, *, safe: bool | None = None, once: bool = False, signed: bool = True, **kwargs: Any
    ) -> requests.Response:
        """The answer, whatever its status. Raises Unreachable (nothing was done) or Doubtful (it may have been).

        `safe`: repeating does no harm (default: GET); `once`: never repeat, but for a token that the service refused;
        `signed`: carry the token (pre-authenticated URLs refuse it).
        """
        safe = method.upper() in ("GET", "HEAD") if safe is None else safe
        waited = 0.0
        for attempt in itertools.count(1):
            answer = self._attempt(method, url, signed, kwargs)
            pause = None if once else _pause(answer, safe, attempt)
            if pause is None or waited + pause > self._max_wait:
                return _settle(answer, method, url, safe)
            self._sleep(pause)
            waited += pause
        raise AssertionError("unreachable")

    def wait(self, seconds: float) -> None:
        """Wait as between two attempts: parts of a batch are repeated one level up."""
        self._sleep(seconds)

    @property
    def max_wait(self) -> float:
        """The most seconds that one request, or the parts of one batch, wait in all."""
        return self._max_wait

    def _attempt(
        self, method: str, url: str, signed: bool, kwargs: dict[str, Any]
    ) -> requests.Response | requests.RequestException:
        token = self._tokens.token() if signed else ""
        try:
            answer = self._exchange(method, url, token, kwargs)
            if answer.status_code == 401 and signed:  # refused at the door, so not carried out: one replay is safe
                answer = self._exchange(method, url, self._tokens.renew(token, demanded_claims(answer.headers)), kwargs)
            return answer
        except requests.RequestException as fault:
            return fault

    def _exchange(self, method: str, url: str, token: str, kwargs: dict[str, Any]) -> requests.Response:
        headers = {key: value for key, value in (kwargs.get("headers") or {}).items() if value is not None}
        with self._counting:
            self.sent += 1
        options = {"timeout": self._timeout, "allow_redirects": False, **kwargs, "headers": headers}
        # both go with each request, for the environment would win from the session: REQUESTS_CA_BUNDLE and ~/.netrc
        return self._session.request(method.upper(), url, verify=self._verify, auth=_Bearer(token), **options)


class _Bearer(AuthBase):
    """The token on a request; '' sends none."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _pause(answer: requests.Response | requests.RequestException, safe: bool, attempt: int) -> float | None:
    if isinstance(answer, requests.Response):
        return retry.pause_after(answer.status_code, answer.headers, safe=safe, attempt=attempt)
    refused = isinstance(answer, requests.exceptions.SSLError)
    repeatable = (safe or retry.never_left(answer)) and not refused
    return retry.backoff(attempt) if repeatable and attempt < retry.TIMES_LOST else None


def _settle(
    answer: requests.Response | requests.RequestException, method: str, url: str, safe: bool
) -> requests.Response:
    if isinstance(answer, requests.Response):
        return answer
    where, reason = place(method, url), retry.reason_of(answer)
    if safe or retry.never_left(answer) or isinstance(answer, requests.exceptions.SSLError):
        raise Unreachable(where, reason) from answer
    raise Doubtful(where, reason) from answer


def place(method: str, url: str) -> str:
    """A request for people: method, host and path, without the query (it may hold addresses and tokens)."""
    parts = urlsplit(url)
    return f"{method.upper()} {parts.netloc}{parts.path}"
