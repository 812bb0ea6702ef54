"""Client assertions: an application proves who it is with its certificate instead of a secret."""

import base64
import time
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from bot.sandbox.certificates import NAMES
from bot.sandbox.entra.refusals import Refused, missing

KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_THUMBPRINTS: dict[str, tuple[str, hashes.HashAlgorithm]] = {
    "PS256": ("x5t#S256", hashes.SHA256()),
    "RS256": ("x5t", hashes.SHA1()),  # the older form
}
_NEEDED = ["exp", "aud", "iss", "sub", "jti"]
_LEEWAY_S = 300


class Assertions:
    """Reads assertions signed with one certificate, for one tenant. Times are wall time."""

    def __init__(self, certificate: x509.Certificate, tenant_id: str) -> None:
        self._certificate, self._tenant_id = certificate, tenant_id
        self._seen: dict[str, float] = {}

    def check(self, form: dict[str, str], client_id: str, *, once: bool) -> None:
        """Refused unless the form's assertion proves that application. `once`: its jti counts one time."""
        if form.get("client_assertion_type") != KIND:
            raise missing("client_assertion_type")
        claims = self._claims(form["client_assertion"])
        if not claims["iss"] == claims["sub"] == client_id:
            text = "The application of the client assertion is not the one in the parameter 'client_id'."
            raise Refused("invalid_client", 700021, text, 401)
        if not _is_for(claims["aud"], self._tenant_id):
            text = "Client assertion audience claim does not match Realm issuer."
            raise Refused("invalid_client", 700023, text, 401)
        if once:
            self._note(str(claims["jti"]), float(claims["exp"]))

    def _claims(self, assertion: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(assertion)
            self._check_thumbprint(header)
            options: Any = {"verify_aud": False, "require": _NEEDED}
            key: Any = self._certificate.public_key()
            return dict(jwt.decode(assertion, key, [header["alg"]], options=options, leeway=_LEEWAY_S))
        except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError, jwt.InvalidIssuedAtError):
            text = "Client assertion is not within its valid time range."
            raise Refused("invalid_client", 700024, text, 401) from None
        except jwt.InvalidSignatureError:
            raise _not_registered("The key used is expired or does not match the signature.") from None
        except jwt.MissingRequiredClaimError as fault:
            text = f"JWT token is invalid or malformed: it has no '{fault.claim}'."
            raise Refused("invalid_client", 50027, text, 401) from None
        except (jwt.PyJWTError, ValueError, TypeError):
            raise Refused("invalid_request", 50027, "JWT token is invalid or malformed.") from None

    def _check_thumbprint(self, header: dict[str, Any]) -> None:
        known = _THUMBPRINTS.get(str(header.get("alg")))
        if known is None:
            raise Refused("invalid_client", 5002738, f"Invalid JWT token. '{header.get('alg')}' is not supported.", 401)
        name, kind = known
        wanted = base64.urlsafe_b64encode(self._certificate.fingerprint(kind)).decode()
        given = str(header.get(name, ""))
        if given.rstrip("=") != wanted.rstrip("="):
            raise _not_registered(f"The key was not found., Thumbprint of key used by client: '{given}'")

    def _note(self, jti: str, until: float) -> None:
        now = time.time()
        if len(self._seen) > 1000:
            self._seen = {key: end for key, end in self._seen.items() if end + _LEEWAY_S > now}
        if jti in self._seen:
            raise Refused("invalid_client", 700024, "Client assertion was used before: its jti is not new.", 401)
        self._seen[jti] = until


def _not_registered(reason: str) -> Refused:
    text = f"The certificate used to sign the client assertion is not registered on application. [Reason - {reason}]"
    return Refused("invalid_client", 700027, text, 401)


def _is_for(audience: Any, tenant_id: str) -> bool:
    """The token endpoint of the tenant, under any name by which it is reached."""
    parts = urlsplit(str(audience))
    return parts.hostname in NAMES and parts.path in (f"/{tenant_id}/oauth2/v2.0/token", f"/{tenant_id}/v2.0")
