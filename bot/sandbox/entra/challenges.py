"""401 of Graph, and continuous access evaluation: whose tokens were revoked before they expire."""

import base64
import json
import time

from bot.sandbox.db import Db
from bot.sandbox.http import GraphError

_CHALLENGE = (
    'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", '
    'client_id="00000003-0000-0000-c000-000000000000"'
)


def unauthorized(text: str, more: str = "") -> GraphError:
    """The request bears no token that counts."""
    return GraphError(401, "InvalidAuthenticationToken", text, {"WWW-Authenticate": _CHALLENGE + more})


class Revocations:
    """How often all tokens of an application or a person were revoked: a token of an earlier round does not count."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self.load()

    def load(self) -> None:
        """As the database has it."""
        self._rounds: dict[str, list[float]] = dict(self._db.get("control", "revocations") or {})

    def revoke(self, subject: str) -> None:
        """No token that it was given until now counts any more."""
        self._rounds[subject] = [self.round(subject) + 1, int(time.time())]
        self._db.put("control", "revocations", self._rounds)

    def round(self, subject: str) -> int:
        """How often it was revoked."""
        return int(self._rounds[subject][0]) if subject in self._rounds else 0

    def at(self, subject: str) -> float:
        """When it last was, in seconds of wall time; 0 for never."""
        return self._rounds[subject][1] if subject in self._rounds else 0

    def check(self, subject: str, given: int) -> None:
        """401 with the claims to sign in with, for a token of an earlier round."""
        if given >= self.round(subject):
            return
        wanted = {"access_token": {"nbf": {"essential": True, "value": str(int(self.at(subject)))}}}
        claims = base64.b64encode(json.dumps(wanted).encode()).decode()
        text = (
            "Continuous access evaluation resulted in challenge with result: InteractionRequired"
            " and code: TokenIssuedBeforeRevocationTimestamp"
        )
        raise unauthorized(text, f', error="insufficient_claims", claims="{claims}"')
