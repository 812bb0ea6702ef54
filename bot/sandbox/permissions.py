"""What a token allows: roles of the application or scopes of a person; mailboxes in scope; the grant on the site."""

from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.http import GraphError, Identity
from bot.sandbox.tenant import Tenant

_MAIL = {"messages", "mailfolders", "sendmail"}
_CALENDAR = {"calendar", "calendars", "events", "calendarview", "findmeetingtimes", "calendargroups"}
_SENDING = {"sendmail", "send", "reply", "replyall", "forward"}
_STRUCTURE = {"lists": 4, "columns": 6, "contenttypes": 6}
"""What a site is built of, with the most segments that a path has which still changes the building."""
_READ, _WRITE, _MANAGE, _FULL = (f"Sites.{kind}.All" for kind in ("Read", "ReadWrite", "Manage", "FullControl"))
_SITE_ROLES = ("none", "read", "write", "manage", "fullcontrol")
_DENIED = "Access is denied. Check credentials and try again."


def check(tenant: Tenant, who: Identity, method: str, path: str) -> None:
    """403 as the part of the service that is asked writes it. Whose mailbox a person may see, the handlers judge."""
    parts = path.lower().split("/")[1:]
    if parts[0] in ("sites", "drives"):
        _check_site(tenant, who, method, parts)
    elif parts[0] == "users" and len(parts) > 2:
        _check_mailbox(tenant, who, method, parts)
    elif parts[0] == "users" and who.roles.isdisjoint(_reading_people(who, parts)):
        text = "Insufficient privileges to complete the operation."
        raise GraphError(403, "Authorization_RequestDenied", text)


def granted(tenant: Tenant) -> frozenset[str]:
    """The roles that the application's next token has."""
    kept = tenant.db.get("control", "grants") or {}
    rows = kept.get("app_roles") or tenant.settings.app_roles.split(",")
    return frozenset(one.strip() for one in rows if one.strip())


def grant(tenant: Tenant, app_roles: list[str] | None, site_role: str | None) -> dict[str, Any]:
    """Other roles for the tokens to come, another role on the site from now on; None leaves one as it is."""
    if site_role is not None and site_role not in _SITE_ROLES:
        raise GraphError(400, "BadRequest", f'"site_role" is one of {", ".join(_SITE_ROLES)}.')
    given = {"app_roles": app_roles, "site_role": site_role}
    kept = {**(tenant.db.get("control", "grants") or {}), **{key: one for key, one in given.items() if one is not None}}
    tenant.db.put("control", "grants", kept)
    return {"app_roles": sorted(granted(tenant)), "site_role": _site_role(tenant)}


def set_policy(tenant: Tenant, mailboxes: list[str]) -> datetime:
    """From a while later the application reaches only these mailboxes ([]: all); answers when."""
    at = tenant.clock.now + timedelta(seconds=tenant.settings.policy_delay_s)
    rows = (tenant.db.get("control", "policy") or {"changes": []})["changes"]
    change = {"at": at.isoformat(), "mailboxes": [one.strip().lower() for one in mailboxes]}
    tenant.db.put("control", "policy", {"changes": [*rows, change]})
    return at


def _check_site(tenant: Tenant, who: Identity, method: str, parts: list[str]) -> None:
    """Reading, writing, or changing lists and columns; Sites.Selected allows what the grant on the site does."""
    structure = parts[0] == "sites" and any(one in parts and len(parts) <= most for one, most in _STRUCTURE.items())
    need = "read" if method == "GET" else "manage" if structure else "write"
    enough = {"read": {_READ, _WRITE, _MANAGE, _FULL}, "write": {_WRITE, _MANAGE, _FULL}, "manage": {_MANAGE, _FULL}}
    if who.kind == "user":  # a member's own rights on the site decide then
        enough["manage"] = enough["write"]
    if not who.roles.isdisjoint(enough[need]):
        return
    chosen = "Sites.Selected" in who.roles and _SITE_ROLES.index(_site_role(tenant)) >= _SITE_ROLES.index(need)
    if not chosen:
        raise GraphError(403, "accessDenied", "Access denied")


def _site_role(tenant: Tenant) -> str:
    kept = tenant.db.get("control", "grants") or {}
    return str(kept.get("site_role") or tenant.settings.site_role)


def _check_mailbox(tenant: Tenant, who: Identity, method: str, parts: list[str]) -> None:
    if who.kind == "app" and parts[2] == "findmeetingtimes":  # for people only, whatever the roles
        raise GraphError(403, "ErrorAccessDenied", _DENIED)
    needed = _needed(method, parts)
    if who.kind == "user":
        needed = (*needed, *(f"{one}.Shared" for one in needed))
    elif tenant.settings.rbac_roles:
        return _check_rbac(tenant, who, parts[1], needed)
    if who.roles.isdisjoint(needed):
        raise GraphError(403, "ErrorAccessDenied", _DENIED)
    if who.kind == "app" and not _in_scope(tenant, parts[1]):
        raise GraphError(403, "ErrorAccessDenied", "Access to OData is disabled.")
    return None


def _check_rbac(tenant: Tenant, who: Identity, mailbox: str, needed: tuple[str, ...]) -> None:
    """RBAC for Applications adds to what Entra granted: a role in the token reaches every mailbox all the same."""
    scoped = {one.strip() for one in tenant.settings.rbac_roles.split(",")}
    if who.roles.isdisjoint(needed) and (scoped.isdisjoint(needed) or not _in_scope(tenant, mailbox)):
        raise GraphError(403, "ErrorAccessDenied", _DENIED)


def _reading_people(who: Identity, parts: list[str]) -> tuple[str, ...]:
    known = ("User.Read.All", "User.ReadBasic.All", "Directory.Read.All")
    own = who.kind == "user" and len(parts) > 1 and parts[1] in (who.id, who.email.lower())
    return (*known, "User.Read") if own else known


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


def _in_scope(tenant: Tenant, key: str) -> bool:
    scope = _scope(tenant)
    found = tenant.find_mailbox(key.replace("%40", "@")) if scope else None
    return found is None or found.email.lower() in scope


def _scope(tenant: Tenant) -> list[str]:
    """The mailboxes of the newest policy that has taken effect; [] is every mailbox."""
    now = tenant.clock.now.isoformat()
    rows: list[dict[str, Any]] = (tenant.db.get("control", "policy") or {"changes": []})["changes"]
    in_force = [row["mailboxes"] for row in rows if row["at"] <= now]
    return list(in_force[-1]) if in_force else _first(tenant)


def _first(tenant: Tenant) -> list[str]:
    return [one.strip().lower() for one in tenant.settings.mailbox_scope.split(",") if one.strip()]
