"""The service's own host names, led to a tenant in this process, as a hosts file and port 443 would."""

import socket
from typing import Any
from urllib.parse import urlsplit

import pytest

SERVICE = ("graph.microsoft.com", "login.microsoftonline.com", "outlook.office.com")


def lead(tenant: Any, patch: pytest.MonkeyPatch) -> None:
    """The names resolve to loopback and port 443 there is the tenant's; its CA is trusted by the environment."""
    resolve, connect, ca = socket.getaddrinfo, socket.socket.connect, tenant.ready["ca_file"]
    port = urlsplit(tenant.ready["graph_url"]).port

    def resolved(host: Any, *more: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        return resolve("127.0.0.1" if name in SERVICE else host, *more, **named)

    def connected(self: socket.socket, address: Any) -> None:
        connect(self, ("127.0.0.1", port) if address[:2] == ("127.0.0.1", 443) else address)

    patch.setattr(socket, "getaddrinfo", resolved)
    patch.setattr(socket.socket, "connect", connected, raising=False)
    for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        patch.setenv(name, ca)
    patch.setenv("NO_PROXY", "*")
