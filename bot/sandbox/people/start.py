"""Bringing the people to life: they hear of mail that leaves the tenant and of the hours of their working day."""

import base64
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from bot.sandbox.clock import on_due
from bot.sandbox.http import GraphError
from bot.sandbox.people import agendas, incoming, invited, offices, staff
from bot.sandbox.people.calls import PROVINCE_LETTERS
from bot.sandbox.people.hours import AMSTERDAM
from bot.sandbox.people.lists import Member
from bot.sandbox.people.planning import plan
from bot.sandbox.people.world import World, request
from bot.sandbox.tenant import Tenant

_STATE, _KEY = "people", "tour"
_WORLDS: dict[int, World] = {}  # by the tenant's identity; a world holds its tenant, so the number stays its own


def start(tenant: Tenant) -> None:
    """People live in the tenant from now on; the first time, its clock's day is the first day of the tour."""
    state = tenant.db.get(_STATE, _KEY)
    known = state is not None
    begin = date.fromisoformat(state["begin"]) if state else tenant.clock.now.astimezone(AMSTERDAM).date()
    world = World(tenant, begin, _provinces(tenant))
    _WORLDS[id(tenant)] = world
    if hear not in tenant.on_outside_mail:
        tenant.on_outside_mail.append(hear)
    if invited.hear not in tenant.on_delivery:
        tenant.on_delivery.append(invited.hear)
    if not known:
        tenant.db.put(_STATE, _KEY, {"begin": begin.isoformat()})
        _fill_agendas(world)
        _schedule_look(world, tenant.clock.now)


def hear(tenant: Tenant, mail: EmailMessage, address: str, at: datetime) -> None:
    """A mail reached `address` outside the tenant; the office answers once for all whom it reached."""
    home = tenant.shared.email.rpartition("@")[2].lower()
    unknown = (tenant.db.get("control", "unknown") or {}).get("addresses", [])
    to = incoming.addresses(mail, "To")
    reached = tuple(one for one in to if one[0].rpartition("@")[2] != home and one[0] not in unknown)
    if not reached or address.lower() != reached[0][0]:
        return
    seen = replace(incoming.read(mail, at), to=reached)
    for mailing in offices.answers_to(seen, tenant.settings.seed, tenant.shared.email):
        mime = base64.b64encode(mailing.mime).decode("ascii")
        tenant.due(mailing.at, "people.mail", {"mime": mime})


@on_due("people.mail")
def _mail_arrives(tenant: Tenant, payload: dict[str, Any], at: datetime) -> None:
    tenant.deliver(base64.b64decode(payload["mime"]), tenant.shared.email)


@on_due("people.look")
def _look(tenant: Tenant, payload: dict[str, Any], at: datetime) -> None:
    world = _world(tenant)
    if staff.look(world, at):
        _look_again(tenant, at)
    _schedule_look(world, at)


@on_due("people.golven")
def _look_at_waves(tenant: Tenant, payload: dict[str, Any], at: datetime) -> None:
    if staff.look_at_waves(_world(tenant), at):
        _look_again(tenant, at)


def _world(tenant: Tenant) -> World:
    if id(tenant) not in _WORLDS:
        start(tenant)
    return _WORLDS[id(tenant)]


def _look_again(tenant: Tenant, at: datetime) -> None:
    """A wave moves on soon after each step; its people do not wait for their next round."""
    tenant.due(at + timedelta(minutes=plan()["day"]["look_again_minutes"]), "people.golven", {})


def _schedule_look(world: World, now: datetime) -> None:
    if at := staff.next_look(world.begin, now):
        world.tenant.due(at, "people.look", {})


def _provinces(tenant: Tenant) -> tuple[str, ...]:
    """The knob `provinces`: a JSON list of names that narrows the planner's plan; empty: the plan as it is."""
    text = tenant.settings.provinces
    try:
        names = json.loads(text or "[]")
    except ValueError:
        names = None
    if not isinstance(names, list) or not all(name in PROVINCE_LETTERS for name in names):
        raise ValueError(f'--set provinces={text}: a JSON list of provinces is expected, such as ["Drenthe"]')
    return tuple(names)


def _fill_agendas(world: World) -> None:
    """The advisers' calendars before the tour begins."""
    for adviser in world.staff("adviser"):
        for one in agendas.appointments(world.seed, adviser.email, world.begin, plan()["tour"]["weeks"]):
            _put_in_agenda(world, adviser, one)


def _put_in_agenda(world: World, adviser: Member, one: agendas.Appointment) -> None:
    def moment(at: datetime) -> dict[str, str]:
        return {"dateTime": at.strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "Europe/Amsterdam"}

    event = {"subject": one.subject, "showAs": one.show_as, "start": moment(one.start), "end": moment(one.end)}
    try:
        request(world.tenant, adviser, "POST", f"/users/{adviser.email}/events", event)
    except GraphError as error:
        raise RuntimeError(f"the agenda of {adviser.email} takes no appointment: {error.message}") from error
