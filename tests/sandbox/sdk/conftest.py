"""Microsoft's own SDK on a tenant of one's own: `msgraph-sdk` with `azure-identity`, as published.

Neither is among the product's dependencies: without them these tests are skipped (docs/sandbox.md says how to
run them).
"""

import asyncio
import base64
import sys
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))  # the steps of the tests beside this folder
HERE = find_spec("msgraph") is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave these out, with the reason, where the SDK is not installed."""
    missing = pytest.mark.skip(reason="msgraph-sdk is not installed (requirements-sdk.txt)")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore::DeprecationWarning") if HERE else missing)


@dataclass
class Sdk:
    """The SDK's client on a running tenant. `run` waits for what it answers; `mine` is the shared mailbox's builder."""

    tenant: Any
    client: Any
    adapter: Any
    run: Callable[[Coroutine[Any, Any, Any]], Any]

    @property
    def mine(self) -> Any:
        """The shared mailbox."""
        return self.client.users.by_user_id(self.tenant.ready["mailbox"])

    def user(self, number: int) -> Any:
        """Someone of the team."""
        return self.client.users.by_user_id(self.tenant.ready["team"][number])

    def deliver(self, mime: bytes) -> None:
        """A mail from outside."""
        body = {"mailbox": self.tenant.ready["mailbox"], "mime_base64": base64.b64encode(mime).decode()}
        self.tenant.control("POST", "/deliver", body)


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    """One loop for the client's connections."""
    with asyncio.Runner() as made:
        yield made


@pytest.fixture(scope="session")
def running(sandbox: Any) -> Any:
    """A tenant on wall time, as it is served by default; mail is quick."""
    now = ("--set", "clock=", "--set", "clock_speed=1", "--set", "sent_copy_delay_ms=100")
    return sandbox(*now, "--set", "delivery_delay_s=0", "--set", "ndr_delay_s=0")


def client_of(ready: dict[str, Any], credential: Any) -> tuple[Any, Any]:
    """The client and its adapter for a tenant's ready file."""
    import httpx
    from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
    from msgraph import GraphRequestAdapter, GraphServiceClient
    from msgraph.graph_request_adapter import options
    from msgraph_core import GraphClientFactory

    hosts = [str(urlsplit(ready["graph_url"]).hostname)]
    scopes = ["https://graph.microsoft.com/.default"]
    provider = AzureIdentityAuthenticationProvider(credential, scopes=scopes, allowed_hosts=hosts)
    bare = httpx.AsyncClient(verify=ready["ca_file"], http2=True, timeout=60)
    http = GraphClientFactory.create_with_default_middleware(client=bare, options=options)
    adapter = GraphRequestAdapter(provider, http)
    adapter.base_url = f"{ready['graph_url']}/v1.0"
    return GraphServiceClient(request_adapter=adapter), adapter


def secret_of(ready: dict[str, Any]) -> Any:
    """The client secret as a credential."""
    from azure.identity import ClientSecretCredential

    return ClientSecretCredential(
        ready["tenant_id"], ready["client_id"], ready["client_secret"],
        authority=ready["authority"], disable_instance_discovery=True, connection_verify=ready["ca_file"],
    )  # fmt: skip


@pytest.fixture
def sdk(running: Any, runner: asyncio.Runner) -> Sdk:
    """An empty tenant and the SDK's client on it."""
    running.control("POST", "/reset")
    client, adapter = client_of(running.ready, secret_of(running.ready))
    return Sdk(running, client, adapter, runner.run)
