"""The Dutch that offices write: phrases of texts.toml with their fields filled, in a letter's shape."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from random import Random

from bot.sandbox.people.hours import AMSTERDAM

WEEKDAYS = "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()
MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
_ORDINALS = {1: "eerste", 2: "tweede", 3: "derde"}
_SURNAMES = (
    "Aalders Bosman Coster Dijkema Evers Feenstra Geerts Hoekman IJpma Joosten Kuipers Lammers Meulman Noorman Oosting "
    "Postma Ruiter Steenhuis Terpstra Uittenhout Veldkamp Wolters Zandstra Brouwers Hendrix Klaassen"
).split()
_INITIALS = "A. B. C. E. F. G.H. H. J. J.M. K. L. M. M.A. N. P. R. S. T. W.".split()


@lru_cache(maxsize=1)
def phrases() -> dict[str, list[str]]:
    """texts.toml: per behaviour its phrases, at least six."""
    return tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Writer:
    """Who writes: address, name as it stands in From, function, municipality (`0106` where its name is not known)."""

    address: str
    name: str
    function: str
    place: str
    phone: str


def day_words(day: date) -> str:
    """`dinsdag 8 september`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def moment_words(at: datetime, dice: Random) -> str:
    """A time as people write it: `dinsdag 8 september om 10.00 uur`."""
    local = at.astimezone(AMSTERDAM)
    clock = dice.choice([f"{local.hour}.{local:%M} uur", f"{local:%H.%M} uur", f"{local.hour}:{local:%M} uur"])
    return f"{day_words(local.date())} om {clock}"


def choice_words(number: int, dice: Random) -> str:
    """Option `number` in words: `de tweede optie`, `optie 2`."""
    ordinal = _ORDINALS.get(number, f"{number}e")
    return dice.choice([f"de {ordinal} optie", f"optie {number}", f"het {ordinal} voorstel"])


def phrase(behaviour: str, dice: Random, **fields: str) -> str:
    """A phrase of that behaviour with its fields filled; `{Moment}` is `{moment}` at the head of a sentence."""
    upper = {name[:1].upper() + name[1:]: value[:1].upper() + value[1:] for name, value in fields.items()}
    return dice.choice(phrases()[behaviour]).format(**fields, **upper)


def letter(body: str, writer: Writer, addressee: str, dice: Random) -> str:
    """The whole of what someone types: salutation, body, closing, signature."""
    salutation = dice.choice(phrases()["salutations"]).format(afzender=addressee or "team")
    return f"{salutation}\n\n{body}\n\n{dice.choice(phrases()['closings'])}\n\n{signature(writer)}"


def signature(writer: Writer) -> str:
    """Name, function, municipality and telephone, a line each."""
    return f"{writer.name}\n{writer.function}\nGemeente {writer.place}\nT {writer.phone}"


def made_up_name(dice: Random) -> str:
    """The name of a colleague; nobody real is meant."""
    return f"{dice.choice(_INITIALS)} {dice.choice(_SURNAMES)}"


def made_up_phone(dice: Random) -> str:
    """A made-up telephone number of ten digits."""
    return f"0{dice.choice('1235')}{dice.randint(10, 99)} 00{dice.randint(10, 99)} {dice.randint(10, 99)}"
