"""The offices of burgemeester and griffier: from a mail that reaches them to the answers that they will send.

`answers_to` is a function of seed and mail alone; the world (world.py) sends what it returns when its time comes.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from bot.sandbox.people import machines, meetings, texts
from bot.sandbox.people.answers import Case, by_way
from bot.sandbox.people.compose import Answer, mime
from bot.sandbox.people.hours import after_pause
from bot.sandbox.people.incoming import Seen
from bot.sandbox.people.minds import Mind, mind, rates, rng, weighted
from bot.sandbox.people.texts import Writer


@dataclass(frozen=True)
class Mailing:
    """A finished message and when it arrives in the team's mailbox."""

    at: datetime
    mime: bytes


def answers_to(seen: Seen, seed: int, mailbox: str) -> list[Mailing]:
    """What the office that got this mail will send back: nothing, one mail or several, in order of time."""
    return sorted(_answers(seen, seed, mailbox), key=lambda mailing: mailing.at)


def _answers(seen: Seen, seed: int, mailbox: str) -> Iterator[Mailing]:
    if not seen.to:
        return
    if seen.kind == "meeting":
        yield from _to_meeting(seen, seed, mailbox)
    elif seen.kind != "notice":
        own = mind(seed, seen.province, seen.number)
        case = _case(seen, own, mailbox, rng(seed, seen.number, seen.kind, seen.letter), seed)
        yield from _to_letter(case, own)


def _to_letter(case: Case, own: Mind) -> Iterator[Mailing]:
    kind = case.seen.kind
    begin = case.seen.sent_at
    if kind == "invitation":
        begin = yield from _of_machines(case, own)
    way = _way(own, kind, case.dice)
    if way:
        pauses = rates()["pause"]
        at = after_pause(begin, case.dice, tuple(pauses["letter" if kind == "invitation" else kind]))
        answering = replace(case, at=at)
        for when, answer in by_way(way, answering):
            yield _post(answering, when, answer)


def _way(own: Mind, kind: str, dice: Random) -> str:
    """How this office answers a mail of that kind; empty: not at all."""
    if kind == "offer":
        return weighted(dice, rates()["offer"]) if own.end == "talk" else ""
    stage = "letter" if kind == "invitation" else "reminder"
    return own.way if own.stage == stage else ""


def _of_machines(case: Case, own: Mind) -> Generator[Mailing, None, datetime]:
    """Automatic answers to a first letter; gives back from when people read it."""
    soon = case.seen.sent_at + machines.AUTOMATIC_AFTER
    if own.bounces and len(case.seen.to) > 1:
        yield Mailing(soon, machines.non_delivery(replace(case, at=soon), case.seen.to[1][0]))
    if own.automatic == "receipt":
        yield _post(case, soon, machines.receipt(replace(case, at=soon)))
    if own.automatic == "absent":
        back, answer = machines.absence(replace(case, at=soon))
        yield _post(case, soon, answer)
        return back
    return case.seen.sent_at


def _to_meeting(seen: Seen, seed: int, mailbox: str) -> Iterator[Mailing]:
    invitation = meetings.read(seen.calendar)
    if invitation is None:
        return
    for place, (address, name) in enumerate(seen.to):
        dice = rng(seed, address, invitation.start, invitation.sequence)
        verdict = meetings.decide(dice)
        if place and verdict not in ("ACCEPTED", ""):
            verdict = ""  # the first of an office speaks for both when it is not a yes
        if verdict:
            at = after_pause(seen.sent_at, dice, tuple(rates()["pause"]["invitation"]))
            writer = _writer(address, name, place, rng(seed, address))
            answer = meetings.answer(invitation, verdict, writer, mailbox, at, dice)
            yield Mailing(at, mime(answer, seen, at, dice))


def _case(seen: Seen, own: Mind, mailbox: str, dice: Random, seed: int) -> Case:
    known = seen.to[:1] if own.bounces else seen.to
    chosen = dice.randrange(len(known))
    people = rng(seed, seen.number, "people")
    secretary = _secretary(seen.to[0][0], people)
    writer = _writer(*seen.to[chosen], chosen, people)
    return Case(seen, writer, secretary, mailbox, seen.sent_at, dice)


def _writer(address: str, name: str, place: int, dice: Random) -> Writer:
    """The addressee: the letter names the burgemeester first, then the griffier."""
    function = "Griffier" if place or "griffi" in (address + name).lower() else "Burgemeester"
    return Writer(address, name or texts.made_up_name(dice), function, _town(address), texts.made_up_phone(dice))


def _secretary(address: str, dice: Random) -> Writer:
    domain = address.rpartition("@")[2]
    name = texts.made_up_name(dice)
    local = name.replace(".", "").replace(" ", ".").lower()
    return Writer(f"{local}@{domain}", name, "Bestuurssecretariaat", _town(address), texts.made_up_phone(dice))


def _town(address: str) -> str:
    """The municipality as its domain names it: `midden-drenthe.example` is Midden Drenthe."""
    label = address.rpartition("@")[2].split(".")
    return label[max(0, len(label) - 2)].replace("-", " ").title()


def _post(case: Case, at: datetime, answer: Answer) -> Mailing:
    return Mailing(at, mime(answer, case.seen, at, case.dice))
