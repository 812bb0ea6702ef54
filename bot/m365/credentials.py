"""What the app signs in with, and where."""

import re
from dataclasses import dataclass
from pathlib import Path
from ssl import SSLError, create_default_context

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bot.errors import TenantError

MICROSOFT = "https://login.microsoftonline.com"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The app's own: a client secret, or a PEM file that holds private key and certificate (which wins)."""

    tenant_id: str
    client_id: str
    secret: str | None = None
    certificate: Path | str | None = None

    def for_msal(self) -> str | dict[str, str]:
        """The secret, or key and certificate as msal takes them. TenantError when there is neither or no such file."""
        if self.certificate:
            return _from_pem(Path(self.certificate))
        if not self.secret:
            raise TenantError("The app has no way to sign in: set m365.client_secret or m365.client_certificate")
        return self.secret


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where Graph and Entra are; `graph_url` without /v1.0, `authority` without the tenant, `ca_file` their own CA."""

    graph_url: str = "https://graph.microsoft.com"
    authority: str = MICROSOFT
    ca_file: Path | None = None

    @property
    def verify(self) -> str | bool:
        """What requests calls verify; TenantError where `ca_file` holds no certificate."""
        if self.ca_file is None:
            return True
        try:
            create_default_context(cafile=self.ca_file)
        except OSError as fault:
            why = "it holds no certificate" if isinstance(fault, SSLError) else fault.strerror
            raise TenantError(f"Cannot use the CA file {self.ca_file} ({why}): correct m365.ca_file") from fault
        return str(self.ca_file)

    @property
    def foreign(self) -> bool:
        """Whether the authority is one that Microsoft does not know."""
        return self.authority.rstrip("/") != MICROSOFT


def _from_pem(path: Path) -> dict[str, str]:
    try:
        text = path.read_text(encoding="ascii")
    except (OSError, ValueError) as fault:
        raise TenantError(f"Cannot read the certificate {path}: give a PEM file (m365.client_certificate)") from fault
    key, certificate = _block(text, "[A-Z ]*PRIVATE KEY"), _block(text, "CERTIFICATE")
    if not key or not certificate:
        raise TenantError(f"{path} must hold a private key and its certificate, both as PEM (m365.client_certificate)")
    _check(key, path)
    return {"private_key": key, "public_certificate": certificate}


def _check(key: str, path: Path) -> None:
    """msal signs with RSA only, and would fail at the first request with a text that helps nobody."""
    try:
        loaded = load_pem_private_key(key.encode("ascii"), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise TenantError(f"The private key in {path} cannot be read: give one without a password") from fault
    if not isinstance(loaded, RSAPrivateKey):
        raise TenantError(f"The private key in {path} is no RSA key: Entra ID takes only those")


def _block(text: str, kind: str) -> str:
    found = re.search(rf"-----BEGIN ({kind})-----.+?-----END \1-----", text, re.DOTALL)
    return f"{found.group(0)}\n" if found else ""
