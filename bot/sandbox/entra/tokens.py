"""Tokens for Graph: what stands in them, and whether one counts. Their life runs on wall time."""

import time
import uuid
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.sandbox.entra.challenges import Revocations, unauthorized
from bot.sandbox.http import Identity
from bot.sandbox.tenant import Tenant

AUDIENCES = ("https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000")
_ISSUER, _ISSUER_2 = "https://sts.windows.net/{}/", "https://login.microsoftonline.com/{}/v2.0"
"""Of the tokens of both versions; here all are of the first."""
_KEPT = 2000


class Tokens:
    """Issues and checks. A token that was checked once is remembered while it lives."""

    def __init__(self, tenant: Tenant, key: rsa.RSAPrivateKey) -> None:
        self._tenant, self._key = tenant, key
        self.revocations = Revocations(tenant.db)
        self._known: dict[str, tuple[Identity, float, int | None]] = {}

    def issue(self, who: Identity, *, round_: int | None = None, **changed: Any) -> str:
        """A token for Graph; its roles or scopes are the identity's. `changed` claims are written as they are given."""
        now, settings = int(time.time()), self._tenant.settings
        number = self.revocations.round(who.id) if round_ is None else round_
        claims: dict[str, Any] = {
            "aud": AUDIENCES[0],
            "iss": _ISSUER.format(settings.tenant_id),
            "iat": now,
            "nbf": now,
            "exp": now + settings.token_ttl_s,
            "tid": settings.tenant_id,
            "oid": who.id,
            "idtyp": who.kind,
            "appid": settings.client_id,
            "name": who.name,
            "uti": f"{number}-{uuid.uuid4().hex}",
        }
        if who.kind == "user":
            claims |= {"upn": who.email, "scp": " ".join(sorted(who.roles))}
        else:
            claims |= {"roles": sorted(who.roles)}
        return jwt.encode({**claims, **changed}, self._key, algorithm="RS256", headers={"kid": "sandbox"})

    def identity(self, header: str) -> Identity:
        """Whose token a request bears; 401 as Graph where it bears none that counts."""
        kind, _, token = header.partition(" ")
        if kind.lower() != "bearer" or not token:
            raise unauthorized("Access token is empty.")
        known = self._known.get(token)
        if known is None or known[1] < time.time():
            known = self._remember(token)
        if known[2] is not None:
            self.revocations.check(known[0].id, known[2])
        return known[0]

    def public(self) -> dict[str, Any]:
        """The key that tokens can be checked with."""
        return dict(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True))

    def _remember(self, token: str) -> tuple[Identity, float, int | None]:
        if len(self._known) >= _KEPT:
            self._known.clear()
        found = self._known[token] = self._checked(token)
        return found

    def _checked(self, token: str) -> tuple[Identity, float, int | None]:
        claims = self._decoded(token)
        own = self._tenant.settings.tenant_id
        if claims.get("tid") != own or claims.get("iss") not in (_ISSUER.format(own), _ISSUER_2.format(own)):
            raise unauthorized("Access token validation failure. The token is of another tenant.")
        user = claims.get("idtyp") == "user"
        rights = str(claims.get("scp", "")).split() if user else claims.get("roles", ())
        key = claims["oid"] if user else claims["appid"]
        identity = Identity(str(claims["idtyp"]), key, claims["name"], claims.get("upn", ""), frozenset(rights))
        return identity, float(claims["exp"]), self._round(claims)

    def _round(self, claims: dict[str, Any]) -> int | None:
        """The round of revocations in which it was given; None for a token that lives to its end whatever happens."""
        if self._tenant.settings.cae_for == "capable" and not claims.get("xms_cc"):
            return None
        return int(str(claims["uti"]).partition("-")[0])

    def _decoded(self, token: str) -> dict[str, Any]:
        try:
            return dict(jwt.decode(token, self._key.public_key(), algorithms=["RS256"], audience=AUDIENCES))
        except jwt.ExpiredSignatureError:
            raise unauthorized("Lifetime validation failed, the token is expired.") from None
        except jwt.ImmatureSignatureError:
            raise unauthorized("Lifetime validation failed, the token is not yet valid.") from None
        except jwt.InvalidAudienceError:
            raise unauthorized("Access token validation failure. Invalid audience.") from None
        except jwt.InvalidSignatureError:
            raise unauthorized("Access token validation failure. Invalid signature.") from None
        except jwt.PyJWTError:
            raise unauthorized("CompactToken validation failed.") from None
