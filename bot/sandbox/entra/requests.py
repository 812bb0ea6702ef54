"""A request for a token: its form, who asks, for what, and the claims that it answers a challenge with."""

import base64
import binascii
import json
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from bot.sandbox.certificates import NAMES
from bot.sandbox.entra.refusals import Refused, missing


def read_form(body: bytes, authorization: str) -> dict[str, str]:
    """The parameters; of one that is given twice the first. A client may also name itself in the header (Basic)."""
    try:
        given = parse_qs(body.decode("utf-8", "replace"), max_num_fields=100)
    except ValueError:
        raise Refused("invalid_request", 9002313, "Invalid request. It has too many parameters.") from None
    form = {key: values[0] for key, values in given.items()}
    kind, _, text = authorization.partition(" ")
    if kind.lower() == "basic":
        try:
            name, _, secret = base64.b64decode(text, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            text = "Invalid request. The header Authorization is malformed."
            raise Refused("invalid_request", 9002313, text) from None
        form = {"client_id": unquote(name), "client_secret": unquote(secret), **form}
    return form


def check_grant(form: dict[str, str]) -> None:
    """Only an application signs in by itself here."""
    grant = form.get("grant_type")
    if not grant:
        raise missing("grant_type")
    if grant != "client_credentials":
        raise Refused("unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{grant}'.")


def check_scope(scope: str) -> None:
    """A token is for Graph: by its own name, or by the address under which it is reached here."""
    if not scope:
        raise missing("scope")
    resource, slash, name = scope.rpartition("/")
    if not slash or name != ".default":
        text = f"The provided value for scope {scope} is not valid. Client credential flows take <resource>/.default."
        raise Refused("invalid_scope", 1002012, text)
    if urlsplit(resource).hostname not in NAMES and resource != "00000003-0000-0000-c000-000000000000":
        text = f"The resource principal named {resource} was not found in the tenant."
        raise Refused("invalid_resource", 500011, text)


@dataclass(frozen=True)
class Claims:
    """What a client asks of its token. `nbf`: the moment (seconds) of the challenge that it answers, 0 for none.

    `capable`: it says that it can answer challenges (xms_cc: cp1).
    """

    nbf: float = 0
    capable: bool = False


def read_claims(form: dict[str, str]) -> Claims:
    """The parameter `claims`."""
    if not form.get("claims"):
        return Claims()
    try:
        wanted = json.loads(form["claims"]).get("access_token") or {}
        nbf = float((wanted.get("nbf") or {}).get("value", 0))
        said = [str(one).lower() for one in (wanted.get("xms_cc") or {}).get("values", [])]
    except (ValueError, AttributeError, TypeError, RecursionError):
        raise Refused("invalid_request", 9002313, "Invalid request. The parameter 'claims' is no such JSON.") from None
    return Claims(nbf, "cp1" in said)
