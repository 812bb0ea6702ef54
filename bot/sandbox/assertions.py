"""Client assertions: an application proves who it is with its certificate instead of a secret."""

import base64
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from bot.sandbox.certificates import NAMES

_THUMBPRINTS: dict[str, tuple[str, hashes.HashAlgorithm]] = {
    "PS256": ("x5t#S256", hashes.SHA256()),
    "RS256": ("x5t", hashes.SHA1()),  # the older form
}
_NEEDED = ["exp", "aud", "iss", "sub", "jti"]


def proves(assertion: str, certificate: x509.Certificate, client_id: str, tenant_id: str) -> bool:
    """Whether it is signed with the certificate that it names, for this tenant, by this application, and still good."""
    try:
        header = jwt.get_unverified_header(assertion)
        if not _names(header, certificate):
            return False
        options: Any = {"verify_aud": False, "require": _NEEDED}
        key: Any = certificate.public_key()
        claims = jwt.decode(assertion, key, algorithms=[header["alg"]], options=options, leeway=300)
    except jwt.PyJWTError:
        return False
    return claims["iss"] == claims["sub"] == client_id and _is_for(claims["aud"], tenant_id)


def _names(header: dict[str, Any], certificate: x509.Certificate) -> bool:
    known = _THUMBPRINTS.get(str(header.get("alg")))
    if known is None:
        return False
    name, kind = known
    wanted = base64.urlsafe_b64encode(certificate.fingerprint(kind)).decode()
    return str(header.get(name, "")).rstrip("=") == wanted.rstrip("=")


def _is_for(audience: Any, tenant_id: str) -> bool:
    """The token endpoint of the tenant, under any name by which it is reached."""
    parts = urlsplit(str(audience))
    return parts.hostname in NAMES and parts.path in (f"/{tenant_id}/oauth2/v2.0/token", f"/{tenant_id}/v2.0")
