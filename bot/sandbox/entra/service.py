"""The sign-in service: its addresses, and tokens for the application (secret or certificate) and for people."""

import json
import secrets
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.sandbox import permissions
from bot.sandbox.clock import moment
from bot.sandbox.entra.assertions import Assertions
from bot.sandbox.entra.refusals import Refused, missing, no_tenant, refusal
from bot.sandbox.entra.requests import check_grant, check_scope, read_claims, read_form
from bot.sandbox.entra.tokens import Tokens
from bot.sandbox.http import Answer, Identity
from bot.sandbox.tenant import DOMAIN, Tenant, User

LOGIN = "login.microsoftonline.com"


class Entra:
    """One directory with one application. `certificate`: the client's, whose assertions are taken beside the secret."""

    def __init__(self, tenant: Tenant, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> None:
        self.tenant, self.tokens = tenant, Tokens(tenant, key)
        self._assertions = Assertions(certificate, tenant.settings.tenant_id)
        self.identity = self.tokens.identity

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer | None:
        """One request to the sign-in service; None where the path is none of its."""
        directory, _, rest = path[1:].partition("/")
        try:
            if rest == "oauth2/v2.0/token":
                return self.token(method, directory, headers.get("authorization", ""), body)
            if rest == "v2.0/.well-known/openid-configuration":
                self._check_here(directory)
                return _json(self.discovery())
        except Refused as fault:
            return refusal(fault, headers.get("client-request-id", ""))
        if rest == "discovery/v2.0/keys":
            return _json({"keys": [{**self.tokens.public(), "use": "sig", "kid": "sandbox"}]})
        return _json(self._instance()) if rest == "discovery/instance" else None

    def token(self, method: str, directory: str, authorization: str, body: bytes) -> Answer:
        """The token endpoint of a tenant: grant_type=client_credentials. Refused says why not."""
        if method != "POST":
            raise Refused("invalid_request", 900561, f"The endpoint only accepts POST requests, not {method}.", 405)
        self._check_here(directory)
        form = read_form(body, authorization)
        check_grant(form)
        self._check_client(form)
        check_scope(form.get("scope", ""))
        lifetime = self.tenant.settings.token_ttl_s
        shown = {"token_type": "Bearer", "expires_in": lifetime, "ext_expires_in": lifetime}
        return _json({**shown, "access_token": self._application_token(form)})

    def sign_in(self, user: User, scopes: list[str] | None = None) -> str:
        """A delegated token of a person, with these scopes or those that everyone consented to."""
        rights = frozenset(scopes or self.tenant.settings.user_scopes.split(","))
        return self.tokens.issue(Identity("user", user.id, user.name, user.email, rights))

    def made(self, claims: dict[str, Any]) -> str:
        """A token of the application in which these claims are otherwise: rightly signed, and yet not to be taken."""
        return self.tokens.issue(self._application(), **claims)

    def revoke(self, user: User | None = None) -> None:
        """No token given to the application (or to a person) until now counts: continuous access evaluation."""
        self.tokens.revocations.revoke(user.id if user else self.tenant.settings.client_id)

    def discovery(self) -> dict[str, Any]:
        """openid-configuration of the tenant, at the address by which it was asked."""
        root = f"{self.tenant.base_url}/{self.tenant.settings.tenant_id}"
        return {
            "issuer": f"{root}/v2.0",
            "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
            "token_endpoint": f"{root}/oauth2/v2.0/token",
            "jwks_uri": f"{root}/discovery/v2.0/keys",
            "response_types_supported": ["code", "id_token", "token"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "subject_types_supported": ["pairwise"],
        }

    def _application(self) -> Identity:
        return Identity("app", self.tenant.settings.client_id, "ontour", roles=permissions.granted(self.tenant))

    def _application_token(self, form: dict[str, str]) -> str:
        """One of an earlier round where the tenant wants the claims of its challenge and they did not come."""
        known, subject = self.tokens.revocations, self.tenant.settings.client_id
        claims = read_claims(form)
        late = self.tenant.settings.cae_needs_claims and claims.nbf < known.at(subject)
        more = {"xms_cc": ["CP1"]} if claims.capable else {}
        return self.tokens.issue(self._application(), round_=known.round(subject) - late, **more)

    def _check_here(self, directory: str) -> None:
        """The tenant goes by its id, and by the domain of its addresses; `common` is for people who sign in."""
        if directory.lower() in ("common", "organizations", "consumers"):
            text = f"Application '{self.tenant.settings.client_id}' is not configured as a multi-tenant application."
            raise Refused("invalid_request", 50194, f"{text} Use the address of the tenant, not /{directory}.")
        if directory.lower() not in (self.tenant.settings.tenant_id, DOMAIN):
            raise no_tenant(directory)

    def _check_client(self, form: dict[str, str]) -> None:
        """By the secret, or by an assertion of the certificate."""
        settings, client = self.tenant.settings, form.get("client_id", "")
        if not client:
            raise missing("client_id")
        if client != settings.client_id:
            text = f"Application with identifier '{client}' was not found in the directory '{settings.tenant_id}'."
            raise Refused("unauthorized_client", 700016, text)
        if "client_assertion" in form:
            return self._assertions.check(form, client, once=settings.assertion_replay == "refused")
        if not form.get("client_secret"):
            text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
            raise Refused("invalid_client", 7000218, text, 401)
        return self._check_secret(form["client_secret"], client)

    def _check_secret(self, given: str, client: str) -> None:
        settings = self.tenant.settings
        if not secrets.compare_digest(given.encode(), settings.client_secret.encode()):
            text = f"Invalid client secret provided: it must be the secret's value, of app '{client}'."
            raise Refused("invalid_client", 7000215, text, 401)
        if settings.secret_expires and moment(settings.secret_expires) <= self.tenant.clock.now:
            text = f"The provided client secret keys for app '{client}' are expired."
            raise Refused("invalid_client", 7000222, text, 401)

    def _instance(self) -> dict[str, Any]:
        found = f"{self.tenant.base_url}/{self.tenant.settings.tenant_id}/v2.0/.well-known/openid-configuration"
        names = {"preferred_network": LOGIN, "preferred_cache": "login.windows.net", "aliases": [LOGIN]}
        return {"tenant_discovery_endpoint": found, "api-version": "1.1", "metadata": [names]}


def _json(body: dict[str, Any]) -> Answer:
    return Answer(200, json.dumps(body).encode(), {"Content-Type": "application/json; charset=utf-8"})
