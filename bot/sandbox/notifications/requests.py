"""What a client may say of a subscription."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.sandbox.http import GraphError
from bot.sandbox.notifications.collecting import stamp
from bot.sandbox.notifications.receiver import check_url
from bot.sandbox.notifications.resources import Resource
from bot.sandbox.routes import check_properties
from bot.sandbox.tenant import Tenant

_TAKEN = (
    "changeType", "clientState", "expirationDateTime", "includeResourceData", "latestSupportedTlsVersion",
    "lifecycleNotificationUrl", "notificationUrl", "resource",
)  # fmt: skip
_NEEDED = ("changeType", "expirationDateTime", "notificationUrl", "resource")
_TLS = ("v1_0", "v1_1", "v1_2", "v1_3")


def check_new(body: Mapping[str, Any]) -> None:
    """400 for what no subscription can be made of, whatever its resource."""
    check_properties(body, _TAKEN, "microsoft.graph.subscription")
    for name in _NEEDED:
        if not isinstance(body.get(name), str) or not body[name]:
            raise _bad(f"'{name}' is needed, as a text.")
    state = body.get("clientState")
    if state is not None and (not isinstance(state, str) or len(state) > 128):
        raise _bad("'clientState' is a text of at most 128 characters.")
    if body.get("includeResourceData"):
        raise _bad("Notifications with resource data are not offered here (sandbox).")
    if body.get("latestSupportedTlsVersion", "v1_2") not in _TLS:
        raise _bad(f"'latestSupportedTlsVersion' is one of {', '.join(_TLS)}.")


def changes(tenant: Tenant, body: Mapping[str, Any], resource: Resource) -> dict[str, Any]:
    """What is to become of one that is there: when it ends, where it tells. 400 for anything else, and for nothing."""
    check_properties(body, ("expirationDateTime", "notificationUrl"), "microsoft.graph.subscription (changed)")
    if not body:
        raise _bad("'expirationDateTime' is needed.")
    changed = dict(body)
    if "expirationDateTime" in body:
        changed["expirationDateTime"] = expiration(tenant, body["expirationDateTime"], resource)
    if "notificationUrl" in body:
        check_url(body["notificationUrl"], "notificationUrl")
    return changed


def urls_of(body: Mapping[str, Any]) -> list[str]:
    """The receivers that have to shake hands."""
    names = [one for one in ("notificationUrl", "lifecycleNotificationUrl") if body.get(one)]
    return list(dict.fromkeys(check_url(body[one], one) for one in names))


def change_types(text: str, resource: Resource) -> str:
    """The kinds of change as they are shown; 400 for one that the resource does not tell."""
    kinds = [one.strip().lower() for one in text.split(",")]
    for kind in kinds:
        if kind not in resource.changes:
            known = ", ".join(sorted(resource.changes))
            raise _bad(f"The change type '{kind}' is not supported for this resource, which tells {known}.")
    return ",".join(dict.fromkeys(kinds))


def expiration(tenant: Tenant, text: Any, resource: Resource) -> str:
    """When it ends; 400 for the past, and for longer than the resource allows."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise _bad("'expirationDateTime' is no time.") from None
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    now, longest = tenant.clock.now, resource.longest_minutes(tenant)
    if moment <= now:
        raise _bad("Subscription expiration must be in the future.")
    if moment > now + timedelta(minutes=longest, seconds=1):
        raise _bad(f"Subscription expiration can only be {longest} minutes in the future.")
    return stamp(moment)


def _bad(text: str) -> GraphError:
    return GraphError(400, "InvalidRequest", text)
