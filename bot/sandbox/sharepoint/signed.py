"""Addresses of content that carry their own permission: what they are for and until when, under the tenant's seal."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.db import Db
from bot.sandbox.http import GraphError

SCHEMA = "CREATE TABLE IF NOT EXISTS sp_key (bytes BLOB NOT NULL);"
LIFE = timedelta(hours=1)


def sign(db: Db, record: Mapping[str, Any], now: datetime) -> str:
    """A token that says `record`, good for an hour."""
    said = json.dumps({**record, "until": (now + LIFE).isoformat()}).encode()
    return f"{_text(said)}.{_text(_seal(db, said))}"


def read(db: Db, token: str, now: datetime) -> dict[str, Any]:
    """What a token says; 401 for one that is forged or no longer good."""
    said, _, seal = token.partition(".")
    try:
        content = _bytes(said)
        good = hmac.compare_digest(_seal(db, content), _bytes(seal))
        record: dict[str, Any] = json.loads(content) if good else {"until": ""}
    except ValueError:
        record = {"until": ""}
    if record["until"] < now.isoformat():
        raise GraphError(401, "unauthenticated", "This address is not, or no longer, good.")
    return record


def _seal(db: Db, content: bytes) -> bytes:
    row = db.execute("SELECT bytes FROM sp_key").fetchone()
    if row is None:
        db.execute("INSERT INTO sp_key (bytes) VALUES (?)", (secrets.token_bytes(32),))
        return _seal(db, content)
    return hmac.digest(bytes(row[0]), content, hashlib.sha256)


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
