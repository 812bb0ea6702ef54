"""Entra ID: tokens for the application (secret or certificate) and for people (the side door)."""

import json
import time
import uuid
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.sandbox.http import Answer, GraphError, Identity
from bot.sandbox.tenant import Tenant, User

AUDIENCE = "https://graph.microsoft.com"


class Entra:
    """Issues and checks tokens. `certificate`: the client's, whose assertions are taken beside the secret."""

    def __init__(self, tenant: Tenant, key: rsa.RSAPrivateKey, certificate: x509.Certificate, base: str) -> None:
        self.tenant, self._key, self._certificate, self.base = tenant, key, certificate, base
        self.revoked: set[str] = set()

    def discovery(self) -> dict[str, Any]:
        """openid-configuration of the tenant."""
        root = f"{self.base}/{self.tenant.settings.tenant_id}"
        return {
            "issuer": f"{root}/v2.0",
            "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
            "token_endpoint": f"{root}/oauth2/v2.0/token",
            "jwks_uri": f"{root}/discovery/v2.0/keys",
            "response_types_supported": ["code", "id_token", "token"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        }

    def token(self, tenant: str, body: bytes) -> Answer:
        """The token endpoint of a tenant: grant_type=client_credentials."""
        if tenant != self.tenant.settings.tenant_id:
            return _refused("invalid_request", 90002, f"Tenant '{tenant}' not found.", 400)
        form = {key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace")).items()}
        if form.get("grant_type") != "client_credentials":
            return _refused("unsupported_grant_type", 70003, "The app requested an unsupported grant type.", 400)
        if form.get("client_id") not in (self.tenant.settings.client_id, None) or not self._proved(form):
            return self._wrong(form)
        identity = Identity("app", self.tenant.settings.client_id, "ontour")
        lifetime = self.tenant.settings.token_ttl_s
        body_out = {"token_type": "Bearer", "expires_in": lifetime, "ext_expires_in": lifetime}
        return Answer(200, {**body_out, "access_token": self.issue(identity)})

    def sign_in(self, user: User) -> str:
        """A delegated token of a person."""
        return self.issue(Identity("user", user.id, user.name, user.email))

    def issue(self, who: Identity) -> str:
        """A token for Graph."""
        now = int(time.time())
        claims: dict[str, Any] = {
            "aud": AUDIENCE,
            "iss": f"https://sts.windows.net/{self.tenant.settings.tenant_id}/",
            "iat": now,
            "nbf": now,
            "exp": now + self.tenant.settings.token_ttl_s,
            "tid": self.tenant.settings.tenant_id,
            "oid": who.id,
            "idtyp": who.kind,
            "appid": self.tenant.settings.client_id,
            "name": who.name,
            "uti": uuid.uuid4().hex,
        }
        if who.kind == "user":
            claims |= {"upn": who.email, "scp": "Sites.ReadWrite.All Calendars.ReadWrite Mail.ReadWrite User.Read"}
        else:
            claims["roles"] = ["Mail.ReadWrite", "Mail.Send", "Calendars.ReadWrite", "Sites.Selected"]
        return jwt.encode(claims, self._key, algorithm="RS256")

    def identity(self, header: str) -> Identity:
        """Whose token a request bears; 401 as Graph where it bears none that counts."""
        kind, _, token = header.partition(" ")
        if kind.lower() != "bearer" or not token:
            raise GraphError(401, "InvalidAuthenticationToken", "Access token is empty.")
        known = _CACHE.get(token)
        if known is None or known[1] < time.time():
            known = self._checked(token)
            _CACHE[token] = known
        if known[2] in self.revoked:
            raise GraphError(401, "InvalidAuthenticationToken", "Continuous access evaluation resulted in challenge.")
        return known[0]

    def _checked(self, token: str) -> tuple[Identity, float, str]:
        try:
            claims = jwt.decode(token, self._key.public_key(), algorithms=["RS256"], audience=AUDIENCE)
        except jwt.ExpiredSignatureError:
            raise GraphError(401, "InvalidAuthenticationToken", "Lifetime validation failed: it expired.") from None
        except jwt.PyJWTError:
            raise GraphError(401, "InvalidAuthenticationToken", "CompactToken validation failed.") from None
        user = claims.get("idtyp") == "user"
        key = claims["oid"] if user else claims["appid"]
        identity = Identity(str(claims["idtyp"]), key, claims["name"], claims.get("upn", ""))
        return identity, float(claims["exp"]), str(claims["uti"])

    def _proved(self, form: dict[str, str]) -> bool:
        if "client_assertion" not in form:
            return form.get("client_secret") == self.tenant.settings.client_secret
        try:
            claims = jwt.decode(
                form["client_assertion"],
                self._certificate.public_key(),  # type: ignore[arg-type]
                algorithms=["PS256", "RS256"],
                audience=self.discovery()["token_endpoint"],
                leeway=300,
            )
        except jwt.PyJWTError:
            return False
        return bool(claims.get("iss") == self.tenant.settings.client_id)

    def _wrong(self, form: dict[str, str]) -> Answer:
        if form.get("client_id") != self.tenant.settings.client_id:
            text = f"Application with identifier '{form.get('client_id')}' was not found in the directory."
            return _refused("unauthorized_client", 700016, text, 400)
        if "client_assertion" in form:
            return _refused("invalid_client", 700027, "The certificate of the client assertion is not known.", 401)
        return _refused("invalid_client", 7000215, "Invalid client secret provided.", 401)


_CACHE: dict[str, tuple[Identity, float, str]] = {}


def _refused(error: str, code: int, text: str, status: int) -> Answer:
    body = {"error": error, "error_description": f"AADSTS{code}: {text}", "error_codes": [code]}
    return Answer(status, json.dumps(body).encode(), {"Content-Type": "application/json"})
