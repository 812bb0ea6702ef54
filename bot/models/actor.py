"""Who did something. Every act in the journal carries one."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Person:
    """Someone signed in: Entra object id, name and e-mail from an item's version."""

    id: str
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """The bot itself (the application), or another application by its name."""

    name: str = "ontour"


@dataclass(frozen=True, slots=True)
class Operator:
    """Someone at the command line: operating system user and host. A claim, not a proof."""

    user: str
    host: str
    claims: str = ""  # the address given with --by


@dataclass(frozen=True, slots=True)
class SomeoneInMailbox:
    """A category or a moved mail: Graph tells nobody who did it."""

    mailbox: str


Actor = Person | Service | Operator | SomeoneInMailbox

_KINDS = {"person": Person, "service": Service, "operator": Operator, "mailbox": SomeoneInMailbox}


def actor_to_json(actor: Actor) -> dict[str, Any]:
    """The journal's shape: {"kind": ..., fields}."""
    kind = next(name for name, cls in _KINDS.items() if isinstance(actor, cls))
    return {"kind": kind, **{name: getattr(actor, name) for name in type(actor).__slots__}}


def actor_from_json(data: dict[str, Any]) -> Actor:
    """Back from `actor_to_json`."""
    fields = {key: value for key, value in data.items() if key != "kind"}
    actor: Actor = _KINDS[data["kind"]](**fields)
    return actor


def actor_text(actor: Actor) -> str:
    """The actor as people read it in history and Melding, in Dutch."""
    match actor:
        case Person(name=name, email=email):
            return name or email
        case Operator(user=user, host=host, claims=claims):
            return f"{claims or user} (opdrachtregel, {user}@{host})"
        case SomeoneInMailbox():
            return "iemand in de postbus"
        case Service(name=name):
            return "de bot" if name == "ontour" else name
