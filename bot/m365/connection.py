"""Signing in as the app, and O365's connection mended: expiry, revocation, repeats, threads."""

import threading
from typing import Any

import requests
from msal import ConfidentialClientApplication
from O365 import Account
from O365.connection import Connection, MSGraphProtocol
from O365.utils.token import MemoryTokenBackend

from bot.errors import TenantError
from bot.m365 import retry
from bot.m365.credentials import Credentials, Endpoint
from bot.m365.faults import GraphFault, Unreachable
from bot.m365.graph import Graph
from bot.m365.transport import Sleep, Transport

__all__ = ["Credentials", "Endpoint", "GraphConnection", "connect"]

_SCOPES = ["https://graph.microsoft.com/.default"]  # the scope's name, also where Graph is reached at another address


class _TokenHttp:
    """The HTTP client that msal uses: our CA and time-out with each request, whatever the environment says."""

    def __init__(self, verify: str | bool, timeout: float) -> None:
        self._session, self._fixed = requests.Session(), {"verify": verify, "timeout": timeout}

    def get(self, url: str, **kwargs: Any) -> requests.Response:
        return self._session.get(url, **{**kwargs, **self._fixed})

    def post(self, url: str, **kwargs: Any) -> requests.Response:
        return self._session.post(url, **{**kwargs, **self._fixed})

    def close(self) -> None:
        self._session.close()


class GraphConnection(Connection):  # type: ignore[misc]  # O365 ships no types
    """O365's connection on our transport and tokens; O365's own objects work on it unchanged."""

    def __init__(
        self, credentials: tuple[Any, ...], *, endpoint: Endpoint, sleep: Sleep, max_wait: float, **kwargs: Any
    ) -> None:
        super().__init__(credentials, **kwargs)
        self._endpoint = endpoint
        self._msal_authority = f"{endpoint.authority.rstrip('/')}/{self.tenant_id}"
        self._own_client: ConfidentialClientApplication | None = None
        self._signing_in = threading.Lock()
        self.transport = Transport(self, endpoint.verify, sleep=sleep, timeout=self.timeout, max_wait=max_wait)

    @property
    def msal_client(self) -> Any:
        """msal's client, made at first use (making it may ask the authority for its addresses)."""
        if self._own_client is None:
            self._own_client = ConfidentialClientApplication(
                client_id=self.auth[0],
                client_credential=self.auth[1],
                authority=self._msal_authority,
                instance_discovery=False if self._endpoint.foreign else None,
                token_cache=self.token_backend,
                http_client=_TokenHttp(self._endpoint.verify, self.timeout),
            )
        return self._own_client

    def token(self) -> str:
        """A token that is good now, from msal's cache while it lives. Raises GraphFault when signing in is refused."""
        with self._signing_in:
            return self._acquire()

    def renew(self, dead: str, claims: str | None = None) -> str:
        """A new token in place of one that was revoked; threads that come late get the one already fetched.

        `claims`: what the service demands of the new token (continuous access evaluation), else None.
        """
        with self._signing_in:
            current = self._acquire()
            if current != dead:
                return current
            self.msal_client.remove_tokens_for_client()
            return self._acquire(claims)

    def _acquire(self, claims: str | None = None) -> str:
        where = f"sign-in of app {self.auth[0]} at {self._msal_authority}"
        try:
            answer = self.msal_client.acquire_token_for_client(scopes=_SCOPES, claims_challenge=claims)
        except requests.RequestException as fault:
            raise Unreachable(where, retry.reason_of(fault)) from fault
        except ValueError as fault:  # msal's way to say: unknown tenant, no such authority, a key that cannot be read
            advice = "check m365.authority, m365.tenant_id and the certificate"
            raise TenantError(f"Cannot do the {where} ({_first_line(fault)}): {advice}") from fault
        if "access_token" not in answer:
            code, text = answer.get("error", ""), _first_line(answer.get("error_description", ""))
            raise GraphFault(where, 401, code, text, answer.get("correlation_id") or "")
        return str(answer["access_token"])

    def refresh_token(self) -> bool:
        """O365 asks for it in its own objects."""
        self.renew(self.token())
        return True

    def oauth_request(self, url: str, method: str, **kwargs: Any) -> requests.Response:
        """A request of one of O365's objects, on our transport; raises HTTPError on 4xx and 5xx as O365 does."""
        answer: requests.Response = self._internal_request(self.transport, url, method, **kwargs)
        return answer


class GraphAccount(Account):  # type: ignore[misc]  # O365 ships no types
    """O365's account on our connection."""

    connection_constructor = GraphConnection


def connect(
    credentials: Credentials,
    endpoint: Endpoint,
    mailbox: str,
    *,
    sleep: Sleep,
    timeout: float = 30,
    max_wait: float = 120,
    only_to: frozenset[str] | None = None,
) -> Graph:
    """The tenant as the app sees it; nothing is asked of it yet, so wrong credentials show at the first request.

    `sleep` waits in seconds of the program's clock, `timeout` is of one HTTP request, `max_wait` the longest that one
    request waits for a throttled or tired service. `only_to` is the trial list: with it, nothing addressed to anyone
    else leaves this layer (bot.errors.Refused); None lifts it.
    """
    protocol = type("_Protocol", (MSGraphProtocol,), {"_protocol_url": f"{endpoint.graph_url.rstrip('/')}/"})
    account = GraphAccount(
        (credentials.client_id, credentials.for_msal()),
        protocol=protocol(timezone="Europe/Amsterdam", default_resource=mailbox),
        main_resource=mailbox,
        auth_flow_type="credentials",
        tenant_id=credentials.tenant_id,
        token_backend=MemoryTokenBackend(),
        requests_delay=0,
        timeout=timeout,
        verify_ssl=endpoint.verify,
        endpoint=endpoint,
        sleep=sleep,
        max_wait=max_wait,
    )
    return Graph(account, only_to=only_to)


def _first_line(text: object) -> str:
    return (str(text).strip().splitlines() or [""])[0]
