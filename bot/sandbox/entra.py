"""Entra ID: tokens for the application (secret or certificate) and for people (the side door)."""

import base64
import json
import time
import uuid
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.sandbox.assertions import proves
from bot.sandbox.certificates import NAMES
from bot.sandbox.http import Answer, GraphError, Identity
from bot.sandbox.tenant import Tenant, User

AUDIENCE = "https://graph.microsoft.com"
LOGIN = "login.microsoftonline.com"
_CHALLENGE = (
    'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", '
    'client_id="00000003-0000-0000-c000-000000000000"'
)


class Entra:
    """Issues and checks tokens. `certificate`: the client's, whose assertions are taken beside the secret."""

    def __init__(self, tenant: Tenant, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> None:
        self.tenant, self._key, self._certificate = tenant, key, certificate
        self._issued: set[str] = set()
        self._revoked: set[str] = set()
        self._known: dict[str, tuple[Identity, float, str]] = {}

    def answer(self, method: str, path: str, body: bytes) -> Answer | None:
        """One request to the sign-in service; None where the path is none of its."""
        directory, _, rest = path[1:].partition("/")
        if rest == "oauth2/v2.0/token":
            if method != "POST":
                return _refused("invalid_request", 900561, "The endpoint only accepts POST requests.", 405)
            return self.token(directory, body)
        if rest == "v2.0/.well-known/openid-configuration":
            return Answer(200, self.discovery()) if self._here(directory) else _no_tenant(directory)
        if rest == "discovery/v2.0/keys":
            return Answer(200, {"keys": [{**self._public(), "use": "sig", "kid": "sandbox"}]})
        if rest == "discovery/instance":
            return Answer(200, self._instance())
        return None

    def discovery(self) -> dict[str, Any]:
        """openid-configuration of the tenant, at the address by which it was asked."""
        root = f"{self.tenant.base_url}/{self.tenant.settings.tenant_id}"
        return {
            "issuer": f"{root}/v2.0",
            "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
            "token_endpoint": f"{root}/oauth2/v2.0/token",
            "jwks_uri": f"{root}/discovery/v2.0/keys",
            "response_types_supported": ["code", "id_token", "token"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "subject_types_supported": ["pairwise"],
        }

    def token(self, directory: str, body: bytes) -> Answer:
        """The token endpoint of a tenant: grant_type=client_credentials."""
        if not self._here(directory):
            return _no_tenant(directory)
        form = {key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace")).items()}
        if form.get("grant_type") != "client_credentials":
            return _refused("unsupported_grant_type", 70003, "The app requested an unsupported grant type.", 400)
        if form.get("client_id") not in (self.tenant.settings.client_id, None) or not self._proved(form):
            return self._wrong(form)
        if wrong := _wrong_scope(form.get("scope", "")):
            return wrong
        identity = Identity("app", self.tenant.settings.client_id, "ontour")
        lifetime = self.tenant.settings.token_ttl_s
        body_out = {"token_type": "Bearer", "expires_in": lifetime, "ext_expires_in": lifetime}
        return Answer(200, {**body_out, "access_token": self.issue(identity)})

    def sign_in(self, user: User) -> str:
        """A delegated token of a person."""
        return self.issue(Identity("user", user.id, user.name, user.email))

    def issue(self, who: Identity) -> str:
        """A token for Graph."""
        now, settings = int(time.time()), self.tenant.settings
        claims: dict[str, Any] = {
            "aud": AUDIENCE,
            "iss": f"https://sts.windows.net/{settings.tenant_id}/",
            "iat": now,
            "nbf": now,
            "exp": now + settings.token_ttl_s,
            "tid": settings.tenant_id,
            "oid": who.id,
            "idtyp": who.kind,
            "appid": settings.client_id,
            "name": who.name,
            "uti": uuid.uuid4().hex,
        }
        if who.kind == "user":
            claims |= {"upn": who.email, "scp": "Sites.ReadWrite.All Calendars.ReadWrite Mail.ReadWrite User.Read"}
        else:
            claims["roles"] = [one.strip() for one in settings.app_roles.split(",")]
            self._issued.add(claims["uti"])
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": "sandbox"})

    def revoke(self) -> None:
        """No token given to the application until now counts any more (continuous access evaluation)."""
        self._revoked |= self._issued

    def identity(self, header: str) -> Identity:
        """Whose token a request bears; 401 as Graph where it bears none that counts."""
        kind, _, token = header.partition(" ")
        if kind.lower() != "bearer" or not token:
            raise _unauthorized("Access token is empty.")
        known = self._known.get(token)
        if known is None or known[1] < time.time():
            known = self._known[token] = self._checked(token)
        if known[2] in self._revoked:
            said = json.dumps({"access_token": {"nbf": {"essential": True, "value": str(int(time.time()))}}})
            claims = base64.b64encode(said.encode()).decode()
            text = "Continuous access evaluation resulted in challenge with result: InteractionRequired."
            raise _unauthorized(text, f', error="insufficient_claims", claims="{claims}"')
        return known[0]

    def _checked(self, token: str) -> tuple[Identity, float, str]:
        try:
            claims = jwt.decode(token, self._key.public_key(), algorithms=["RS256"], audience=AUDIENCE)
        except jwt.ExpiredSignatureError:
            raise _unauthorized("Lifetime validation failed: it expired.") from None
        except jwt.InvalidAudienceError:
            raise _unauthorized("Access token validation failure. Invalid audience.") from None
        except jwt.PyJWTError:
            raise _unauthorized("CompactToken validation failed.") from None
        user, roles = claims.get("idtyp") == "user", frozenset(claims.get("roles", ()))
        key = claims["oid"] if user else claims["appid"]
        identity = Identity(str(claims["idtyp"]), key, claims["name"], claims.get("upn", ""), roles)
        return identity, float(claims["exp"]), str(claims["uti"])

    def _here(self, directory: str) -> bool:
        return directory.lower() == self.tenant.settings.tenant_id

    def _public(self) -> dict[str, Any]:
        return dict(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True))

    def _instance(self) -> dict[str, Any]:
        found = f"{self.tenant.base_url}/{self.tenant.settings.tenant_id}/v2.0/.well-known/openid-configuration"
        names = {"preferred_network": LOGIN, "preferred_cache": "login.windows.net", "aliases": [LOGIN]}
        return {"tenant_discovery_endpoint": found, "api-version": "1.1", "metadata": [names]}

    def _proved(self, form: dict[str, str]) -> bool:
        """By the secret, or by an assertion of the certificate."""
        if "client_assertion" not in form:
            return form.get("client_secret") == self.tenant.settings.client_secret
        settings = self.tenant.settings
        return proves(form["client_assertion"], self._certificate, settings.client_id, settings.tenant_id)

    def _wrong(self, form: dict[str, str]) -> Answer:
        if form.get("client_id") not in (self.tenant.settings.client_id, None):
            text = f"Application with identifier '{form.get('client_id')}' was not found in the directory."
            return _refused("unauthorized_client", 700016, text, 400)
        if "client_assertion" in form:
            text = "Client assertion contains an invalid signature. [Reason - The key was not found.]"
            return _refused("invalid_client", 700027, text, 401)
        return _refused("invalid_client", 7000215, "Invalid client secret provided.", 401)


def _wrong_scope(scope: str) -> Answer | None:
    """A token is for Graph: by its own name, or by the address under which it is reached here."""
    if not scope:
        text = "The request body must contain the following parameter: 'scope'."
        return _refused("invalid_request", 900144, text, 400)
    resource, slash, name = scope.rpartition("/")
    if not slash or name != ".default":
        text = f"The provided value for scope {scope} is not valid. Client credential flows take <resource>/.default."
        return _refused("invalid_scope", 1002012, text, 400)
    if urlsplit(resource).hostname not in NAMES:
        text = f"The resource principal named {resource} was not found in the tenant."
        return _refused("invalid_resource", 500011, text, 400)
    return None


def _no_tenant(directory: str) -> Answer:
    return _refused("invalid_request", 90002, f"Tenant '{directory}' not found.", 400)


def _unauthorized(text: str, more: str = "") -> GraphError:
    return GraphError(401, "InvalidAuthenticationToken", text, {"WWW-Authenticate": _CHALLENGE + more})


def _refused(error: str, code: int, text: str, status: int) -> Answer:
    body = {"error": error, "error_description": f"AADSTS{code}: {text}", "error_codes": [code]}
    return Answer(status, json.dumps(body).encode(), {"Content-Type": "application/json"})
