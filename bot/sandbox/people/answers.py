"""What an office writes, a function per way of answering (rates.toml): from a letter to timed answers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random

from bot.sandbox.people import texts
from bot.sandbox.people.compose import Answer, reply_subject
from bot.sandbox.people.hours import AMSTERDAM, add_working_days, after_pause
from bot.sandbox.people.incoming import Seen
from bot.sandbox.people.minds import rates, weighted
from bot.sandbox.people.texts import Writer


@dataclass(frozen=True)
class Case:
    """An office with a letter before it: who answers, when, with which dice. `mailbox` is where answers go."""

    seen: Seen
    writer: Writer
    secretary: Writer
    mailbox: str
    at: datetime
    dice: Random


Timed = tuple[datetime, Answer]


def by_way(way: str, case: Case) -> list[Timed]:
    """The answers of a way, in order; where its times have passed or its links lack, the nearest other way."""
    if way in _NEEDS_TIMES and not open_options(case):
        way = "other_time"
    if way.startswith("link") and not case.seen.links:
        way = _WITHOUT_LINKS[way]
    return WAYS[way](case)


def open_options(case: Case) -> dict[int, datetime]:
    """The offered times that lie more than a day after the answer."""
    return {nr: start for nr, start in case.seen.options.items() if start > case.at + timedelta(days=1)}


def reply(case: Case, body: str, writer: Writer | None = None) -> Answer:
    """A reply in the thread in the writer's mail program, with the letter quoted below."""
    writer = writer or case.writer
    quoting = weighted(case.dice, rates()["quoting"])
    text = texts.letter(body, writer, case.seen.sender_name, case.dice)
    return Answer(writer, case.mailbox, reply_subject(case.seen, quoting), text, quoting=quoting)


def _choosing(case: Case, behaviour: str, writer: Writer | None = None) -> Answer:
    nr = case.dice.choice(sorted(open_options(case)))
    fields = {
        "nr": str(nr),
        "moment": texts.moment_words(case.seen.options[nr], case.dice),
        "keuze": texts.choice_words(nr, case.dice),
        "gemeente": case.writer.place,
    }
    return reply(case, texts.phrase(behaviour, case.dice, **fields), writer)


def _clicked(case: Case, choice: str) -> list[Timed]:
    """A new mail from a `mailto:` link: all stands in the subject; nothing or a signature below."""
    link = case.seen.link(choice)
    subject = link.subject if link else f"{choice} [{case.seen.kenmerk}]"
    to = link.address if link else case.mailbox
    signed = choice == "bel ons" or case.dice.random() < 0.6
    text = texts.signature(case.writer) if signed else ""
    return [(case.at, Answer(case.writer, to, subject, text, threaded=False))]


def _link(case: Case) -> list[Timed]:
    return _clicked(case, f"optie {case.dice.choice(sorted(open_options(case)))}")


def _choose(case: Case) -> list[Timed]:
    return [(case.at, _choosing(case, "choose"))]


def _other_time(case: Case) -> list[Timed]:
    day = add_working_days(case.at.astimezone(AMSTERDAM).date(), case.dice.randint(9, 22))
    hour = case.dice.choice([9, 10, 11, 13, 14, 15])
    moment = datetime.combine(day, time(hour, case.dice.choice([0, 0, 30])), AMSTERDAM)
    body = texts.phrase("other_time", case.dice, voorstel=texts.moment_words(moment, case.dice))
    return [(case.at, reply(case, body))]


def _plain(behaviour: str) -> Callable[[Case], list[Timed]]:
    def answer(case: Case) -> list[Timed]:
        return [(case.at, reply(case, texts.phrase(behaviour, case.dice, tel=case.writer.phone)))]

    return answer


def _delegate(case: Case) -> list[Timed]:
    return [(case.at, _choosing(case, "delegate", case.secretary))]


def _forward(case: Case) -> list[Timed]:
    colleague = case.secretary
    body = texts.phrase("forward", case.dice, collega=colleague.name, adres=colleague.address)
    later = replace(case, at=after_pause(case.at, case.dice, tuple(rates()["pause"]["colleague"])))
    first = (case.at, replace(reply(case, body), cc=(colleague.address,)))
    return [first, *(_delegate(later) if open_options(later) else [])]


def _question(case: Case) -> list[Timed]:
    """A question; some days later, spoken to or not, the office chooses after all."""
    asked = (case.at, reply(case, texts.phrase("question", case.dice)))
    later = replace(case, at=after_pause(case.at, case.dice, tuple(rates()["pause"]["question"])))
    return [asked, *([(later.at, _choosing(later, "after_question"))] if open_options(later) else [])]


WAYS: dict[str, Callable[[Case], list[Timed]]] = {
    "link": _link,
    "choose": _choose,
    "other_time": _other_time,
    "interested": _plain("interested"),
    "delegate": _delegate,
    "forward": _forward,
    "callback": _plain("callback"),
    "link_callback": lambda case: _clicked(case, "bel ons"),
    "link_other_time": lambda case: _clicked(case, "andere datum"),
    "question": _question,
    "threat": _plain("threat"),
    "decline": _plain("decline"),
    "link_decline": lambda case: _clicked(case, "geen interesse"),
    "defer": _plain("defer"),
    "silent": lambda case: [],
}
_NEEDS_TIMES = {"link", "choose", "delegate"}
_WITHOUT_LINKS = {
    "link": "choose",
    "link_callback": "callback",
    "link_other_time": "other_time",
    "link_decline": "decline",
}
