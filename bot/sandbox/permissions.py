"""What an application may do: its roles in the token, and the mailboxes that a policy leaves it."""

from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.http import GraphError, Identity
from bot.sandbox.tenant import Tenant

_MAIL = {"messages", "mailfolders", "sendmail"}
_CALENDAR = {"calendar", "calendars", "events", "calendarview", "findmeetingtimes"}
_SENDING = {"sendmail", "send", "reply", "replyall", "forward"}
_SITES = ("Sites.Selected", "Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All")
_DENIED = "Access is denied. Check credentials and try again."


def check(tenant: Tenant, who: Identity, method: str, path: str) -> None:
    """403 as the part of the service that is asked writes it; people are judged by the handlers."""
    if who.kind != "app":
        return
    parts = path.lower().split("/")[1:]
    if parts[0] in ("sites", "drives"):
        if who.roles.isdisjoint((*_SITES, "Sites.Read.All") if method == "GET" else _SITES):
            raise GraphError(403, "accessDenied", "Access denied")
    elif parts[0] == "users" and len(parts) > 2:
        if parts[2] == "findmeetingtimes":  # for people only, whatever the roles
            raise GraphError(403, "ErrorAccessDenied", _DENIED)
        if who.roles.isdisjoint(_needed(method, parts)):
            raise GraphError(403, "ErrorAccessDenied", _DENIED)
        _check_policy(tenant, parts[1])
    elif parts[0] == "users" and who.roles.isdisjoint(("User.Read.All", "User.ReadBasic.All", "Directory.Read.All")):
        text = "Insufficient privileges to complete the operation."
        raise GraphError(403, "Authorization_RequestDenied", text)


def _needed(method: str, parts: list[str]) -> tuple[str, ...]:
    """The roles of which one is enough."""
    kind, reads = parts[2], method == "GET"
    if kind in _MAIL and parts[-1] in _SENDING:
        return ("Mail.Send",)
    if kind in _MAIL:
        return ("Mail.Read", "Mail.ReadWrite") if reads else ("Mail.ReadWrite",)
    if kind in _CALENDAR:
        reads = reads or parts[-1].removesuffix("()").endswith("getschedule")
        return ("Calendars.Read", "Calendars.ReadWrite") if reads else ("Calendars.ReadWrite",)
    return ("MailboxSettings.Read", "MailboxSettings.ReadWrite") if reads else ("MailboxSettings.ReadWrite",)


def set_policy(tenant: Tenant, mailboxes: list[str]) -> datetime:
    """From a while later the application reaches only these mailboxes ([]: all); answers when."""
    at = tenant.clock.now + timedelta(seconds=tenant.settings.policy_delay_s)
    rows = (tenant.db.get("control", "policy") or {"changes": []})["changes"]
    change = {"at": at.isoformat(), "mailboxes": [one.strip().lower() for one in mailboxes]}
    tenant.db.put("control", "policy", {"changes": [*rows, change]})
    return at


def _check_policy(tenant: Tenant, key: str) -> None:
    scope = _scope(tenant)
    found = tenant.find_mailbox(key.replace("%40", "@")) if scope else None
    if found is not None and found.email.lower() not in scope:
        raise GraphError(403, "ErrorAccessDenied", "Access to OData is disabled.")


def _scope(tenant: Tenant) -> list[str]:
    """The mailboxes of the newest policy that has taken effect; [] is every mailbox."""
    now = tenant.clock.now.isoformat()
    rows: list[dict[str, Any]] = (tenant.db.get("control", "policy") or {"changes": []})["changes"]
    in_force = [row["mailboxes"] for row in rows if row["at"] <= now]
    return list(in_force[-1]) if in_force else _first(tenant)


def _first(tenant: Tenant) -> list[str]:
    return [one.strip().lower() for one in tenant.settings.mailbox_scope.split(",") if one.strip()]
