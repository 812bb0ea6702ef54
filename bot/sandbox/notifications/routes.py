"""The routes of subscriptions. A client sees its own alone."""

import uuid
from dataclasses import replace
from typing import Any

from bot.sandbox.http import Answer, Call, GraphError, Later
from bot.sandbox.mail.shape import wants_immutable
from bot.sandbox.notifications import requests
from bot.sandbox.notifications import subscriptions as kept
from bot.sandbox.notifications.collecting import latest_change
from bot.sandbox.notifications.due import watch
from bot.sandbox.notifications.handshake import greet
from bot.sandbox.notifications.resources import Resource, resource_of
from bot.sandbox.notifications.subscriptions import Subscription
from bot.sandbox.odata import select
from bot.sandbox.routes import route

_ENTITY = "$metadata#subscriptions/$entity"


@route("POST", "/subscriptions")
def create(call: Call) -> Answer:
    """Greets the receivers first, and makes it when they answer."""
    body = call.json()
    requests.check_new(body)
    resource = resource_of(call.tenant, call.who, body["resource"])
    shown = _shown(call, body, resource)
    urls = requests.urls_of(body)

    def finish(wrong: str) -> Answer:
        _require_greeting(wrong)
        return Answer(201, _made(call, resource, shown))

    return Later(202, ask=lambda: greet(urls, call.tenant.settings), finish=finish)


@route("GET", "/subscriptions")
def every(call: Call) -> dict[str, Any]:
    """Those of this client."""
    rows = [one.shown for one in kept.every(call.tenant.db) if one.shown["creatorId"] == call.who.id]
    return {"value": rows}


@route("GET", "/subscriptions/{id}", options=("$select",))
def one_of(call: Call) -> dict[str, Any]:
    """One of this client."""
    return select(kept.get(call.tenant.db, call.params["id"], call.who.id).shown, call.query.get("$select"))


@route("PATCH", "/subscriptions/{id}")
def change(call: Call) -> Answer:
    """Another moment at which it ends, another receiver that is greeted first; nothing else can be changed."""
    body, one = call.json(), kept.get(call.tenant.db, call.params["id"], call.who.id)
    changed = requests.changes(call.tenant, body, one.resource)
    urls = requests.urls_of(changed)

    def finish(wrong: str) -> Answer:
        _require_greeting(wrong)
        now = kept.get(call.tenant.db, one.id, call.who.id)
        renewed = replace(now, shown={**now.shown, **changed}, paused=False)
        watch(call.tenant, kept.save(call.tenant.db, renewed))
        return Answer(200, {"@odata.context": f"{call.tenant.base_url}/v1.0/{_ENTITY}", **renewed.shown})

    return Later(202, ask=lambda: greet(urls, call.tenant.settings), finish=finish) if urls else finish("")


@route("POST", "/subscriptions/{id}/reauthorize")
def reauthorize(call: Call) -> None:
    """Notifications go on."""
    one = kept.get(call.tenant.db, call.params["id"], call.who.id)
    kept.save(call.tenant.db, replace(one, paused=False))


@route("DELETE", "/subscriptions/{id}")
def delete(call: Call) -> None:
    """No more notifications."""
    kept.remove(call.tenant.db, kept.get(call.tenant.db, call.params["id"], call.who.id).id)


def _require_greeting(wrong: str) -> None:
    if wrong:
        raise GraphError(400, "ValidationError", wrong)


def _shown(call: Call, body: dict[str, Any], resource: Resource) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "resource": body["resource"],
        "applicationId": call.tenant.settings.client_id,
        "changeType": requests.change_types(body["changeType"], resource),
        "clientState": body.get("clientState"),
        "notificationUrl": body["notificationUrl"],
        "notificationQueryOptions": None,
        "lifecycleNotificationUrl": body.get("lifecycleNotificationUrl"),
        "expirationDateTime": requests.expiration(call.tenant, body["expirationDateTime"], resource),
        "creatorId": call.who.id,
        "includeResourceData": None,
        "latestSupportedTlsVersion": body.get("latestSupportedTlsVersion", "v1_2"),
        "encryptionCertificate": None,
        "encryptionCertificateId": None,
        "notificationUrlAppId": None,
    }


def _made(call: Call, resource: Resource, shown: dict[str, Any]) -> dict[str, Any]:
    tenant = call.tenant
    made = Subscription(shown["id"], resource, shown, bool(wants_immutable(call)), latest_change(tenant))
    kept.learn(tenant.db, kept.save(tenant.db, made))
    watch(tenant, made)
    tenant.watched = True
    return {"@odata.context": f"{tenant.base_url}/v1.0/{_ENTITY}", **shown}
