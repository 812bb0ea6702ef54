"""The side door: sign in as someone, deliver a mail, see what was accepted, step the clock."""

import base64
import uuid
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox import clock as clocks
from bot.sandbox import permissions
from bot.sandbox.entra import Entra
from bot.sandbox.http import GraphError
from bot.sandbox.notifications.side_door import happen
from bot.sandbox.sharepoint import lists
from bot.sandbox.tenant import Tenant


def control(tenant: Tenant, entra: Entra, method: str, path: str, body: dict[str, Any]) -> dict[str, Any] | list[Any]:
    """One request to the side door."""
    match method, path:
        case "POST", "/sign-in":
            return {"access_token": entra.sign_in(tenant.mailbox(_text(body, "user")), _optional(body, "scopes"))}
        case "POST", "/token":
            return {"access_token": entra.made(body)}
        case "POST", "/grants":
            site_role = _text(body, "site_role") if "site_role" in body else None
            return permissions.grant(tenant, _optional(body, "app_roles"), site_role)
        case "POST", "/deliver":
            tenant.deliver(_bytes(body), _text(body, "mailbox"))
            return {}
        case "GET", "/outbox":
            return list(tenant.db.list("outbox"))
        case "GET", "/clock":
            return shown(tenant)
        case "POST", "/clock":
            clocks.run_until(tenant, moment_of(tenant, body))
            return shown(tenant)
        case "POST", "/addresses":
            tenant.db.put("control", "unknown", {"addresses": _list(body, "unknown")})
            return {}
        case "POST", "/policy":
            return {"effective": permissions.set_policy(tenant, _list(body, "mailboxes")).isoformat()}
        case "POST", "/subscriptions":
            return happen(tenant, _text(body, "id"), _text(body, "event"))
        case "POST", "/expire-links":
            tenant.db.put("control", "epoch", {"value": uuid.uuid4().hex})
            return {}
        case "POST", "/revoke":
            entra.revoke(tenant.mailbox(_text(body, "user")) if "user" in body else None)
            return {}
        case "POST", "/lists":
            lists.keep_versions(tenant.db, _text(body, "list"), body.get("versioning"))
            return {}
    raise GraphError(404, "BadRequest", f"The side door knows no {method} {path}.")


def shown(tenant: Tenant) -> dict[str, Any]:
    """The clock as JSON."""
    due = clocks.next_due(tenant)
    return {
        "now": tenant.clock.now.isoformat(),
        "speed": tenant.clock.speed,
        "next_due": due.isoformat() if due else None,
    }


def moment_of(tenant: Tenant, body: dict[str, Any]) -> datetime:
    """The moment that POST /clock is to go to."""
    try:
        if "now" in body:
            moment = datetime.fromisoformat(str(body["now"]))
            if moment.tzinfo is None:
                raise ValueError("no offset")
            return moment
        return tenant.clock.now + timedelta(seconds=float(body["advance_s"]))
    except (KeyError, ValueError, TypeError):
        text = 'POST /clock takes {"now": ISO with offset} or {"advance_s": number}.'
        raise GraphError(400, "BadRequest", text) from None


def _list(body: dict[str, Any], key: str) -> list[str]:
    return [one.lower() for one in _optional({key: None, **body}, key) or ()]


def _optional(body: dict[str, Any], key: str) -> list[str] | None:
    """None where it is left out."""
    if key not in body:
        return None
    rows = body[key]
    if not isinstance(rows, list) or not all(isinstance(one, str) for one in rows):
        raise GraphError(400, "BadRequest", f'"{key}" is a list of texts.')
    return [one.strip() for one in rows]


def _text(body: dict[str, Any], key: str) -> str:
    if not isinstance(body.get(key), str):
        raise GraphError(400, "BadRequest", f"'{key}' is missing.")
    return str(body[key])


def _bytes(body: dict[str, Any]) -> bytes:
    try:
        return base64.b64decode(_text(body, "mime_base64"), validate=True)
    except ValueError:
        raise GraphError(400, "BadRequest", "mime_base64 is no base64.") from None
