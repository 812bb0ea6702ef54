"""Continuous access evaluation: what the service demands of the next token, from the 401 that refuses this one."""

import base64
import binascii
import re
from collections.abc import Mapping

from bot.m365 import retry

_CLAIMS = re.compile(r'\bclaims="([A-Za-z0-9+/_=-]+)"')


def demanded_claims(headers: Mapping[str, str]) -> str | None:
    """The claims (JSON text) of a WWW-Authenticate that says insufficient_claims; None where it demands nothing."""
    challenge = retry.header(headers, "WWW-Authenticate")
    found = _CLAIMS.search(challenge)
    if found is None or "insufficient_claims" not in challenge:
        return None
    text = found.group(1).translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
