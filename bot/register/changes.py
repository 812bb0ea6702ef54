"""What a delivered file changes in the institutions: new, gone, renamed, moved, ended, with another address."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.models.institution import Institution
from bot.register.change import Change, What
from bot.register.delivered import Delivered, Facts, Source
from bot.register.faults import Told
from bot.register.matching import normalise
from bot.register.rules import ImportRules

_POST = ("post_line", "post_postcode", "post_place")
_VISIT = ("visit_line", "visit_postcode", "visit_place")
_PLACE = ("latitude", "longitude")


def changes(known: Mapping[str, Institution], given: Delivered, today: date, rules: ImportRules) -> list[Change]:
    """Compare what is known with what was delivered, told by kind and code."""
    told = [_without_province(one, given.source) if one.code in known else one for one in given.institutions]
    found = [
        change
        for facts in told
        for change in (_of_known(known, facts, today, rules) if facts.code in known else _new(facts))
    ]
    found += _gone(known, given, today, rules)
    order = list(What)
    return sorted(found, key=lambda one: (order.index(one.what), one.code))


def _without_province(facts: Facts, source: Source) -> Facts:
    """The export says in which province the town hall stands, which may be another one (Blaricum)."""
    if source is not Source.REGISTER:
        return facts
    return Facts(facts.code, {name: value for name, value in facts.values.items() if name != "province"})


def unfit(known: Mapping[str, Institution], given: Delivered) -> list[Told]:
    """New institutions that lack what no institution can do without; they are left out."""
    return [
        Told(
            f"{one.code} {one.values.get('name', '')}: new, but without a province in its visiting address; left out",
            f"{one.code} {one.values.get('name', '')}: nieuw, maar zonder provincie in het bezoekadres; overgeslagen.",
        )
        for one in given.institutions
        if one.code not in known and not _complete(one)
    ]


def _complete(facts: Facts) -> bool:
    return bool(facts.values.get("name") and facts.values.get("province"))


def _new(facts: Facts) -> list[Change]:
    if not _complete(facts):
        return []
    name, province = facts.values["name"], facts.values["province"]
    where = f"province {province}: check it, the town hall may stand in another one"
    told = Told(where, f"provincie {province}: controleer die")
    return [Change(What.NEW, facts.code, name, told, facts.values)]


def _of_known(known: Mapping[str, Institution], facts: Facts, today: date, rules: ImportRules) -> list[Change]:
    one = known[facts.code]
    said = {name: value for name, value in facts.values.items() if value != getattr(one, name)}
    if isinstance(since := said.get("valid_from"), date) and since <= today:
        said.pop("valid_from")
    found = [
        *_renamed(one, said),
        *_ended(one, said, known),
        *_moved(one, said, rules),
        *_address(one, said, _POST, Told("postal address", "postadres")),
        *_address(one, said, _VISIT, Told("visiting address", "bezoekadres")),
    ]
    used = {"name", "aliases", "valid_to", "successor", *_PLACE, *_POST, *_VISIT}
    rest = {name: value for name, value in said.items() if name not in used}
    for name, value in rest.items():
        before = getattr(one, name)
        text = f"{name} {_text(before)} -> {_text(value)}"
        found.append(Change(What.OTHER if before else What.FILLED, one.code, one.name, Told(text, text), {name: value}))
    return found


def _renamed(one: Institution, said: Mapping[str, Any]) -> list[Change]:
    """A spelling that is known already (Den Haag, Bergen (NH)) is no other name."""
    name = said.get("name")
    bare = re.sub(r"\s*\(.*\)$", "", one.name)
    spellings = {normalise(text) for text in (one.name, bare, *one.aliases)}
    more = tuple(alias for alias in said.get("aliases", ()) if normalise(alias) not in spellings)
    if name and normalise(name) not in spellings:
        values = {"name": name, "aliases": (*one.aliases, one.name, *more)}
        return [Change(What.RENAMED, one.code, one.name, Told(f"is now {name}", f"heet nu {name}"), values)]
    if more:
        text = f"also called {', '.join(more)}"
        return [Change(What.OTHER, one.code, one.name, Told(text, text), {"aliases": (*one.aliases, *more)})]
    return []


def _ended(one: Institution, said: Mapping[str, Any], known: Mapping[str, Institution]) -> list[Change]:
    values = {name: said[name] for name in ("valid_to", "successor") if said.get(name)}
    if not values:
        return []
    last, code = values.get("valid_to", one.valid_to), str(values.get("successor") or one.successor or "")
    heir = f"{known[code].name} ({code})" if code in known else code
    english = f"until {last or 'a day that is not known'}, goes into {heir or 'an unknown one: tell it with a table'}"
    dutch = f"tot {f'{last:%d-%m-%Y}' if last else 'een onbekende dag'}, gaat op in {heir or 'onbekend: lever het aan'}"
    return [Change(What.ENDED, one.code, one.name, Told(english, dutch), values)]


def _moved(one: Institution, said: Mapping[str, Any], rules: ImportRules) -> list[Change]:
    values = {name: said[name] for name in _PLACE if name in said}
    if not values:
        return []
    latitude, longitude = values.get("latitude", one.latitude), values.get("longitude", one.longitude)
    if one.latitude is None or one.longitude is None or latitude is None or longitude is None:
        return [Change(What.FILLED, one.code, one.name, Told("place of the town hall", "plek gemeentehuis"), values)]
    km = distance_km(one.latitude, one.longitude, latitude, longitude)
    if km <= rules.moved_km:
        return [Change(What.FILLED, one.code, one.name, Told("place of the town hall", "plek gemeentehuis"), values)]
    told = Told(f"town hall {km:.1f} km further; check it", f"gemeentehuis {km:.1f} km verderop; controleer dat")
    return [Change(What.MOVED, one.code, one.name, told, values)]


def _address(one: Institution, said: Mapping[str, Any], names: Sequence[str], label: Told) -> list[Change]:
    values = {name: said[name] for name in names if name in said}
    different = [name for name in values if getattr(one, name) and _loose(getattr(one, name)) != _loose(values[name])]
    if not values:
        return []
    before = ", ".join(filter(None, (getattr(one, name) for name in names)))
    after = ", ".join(filter(None, (values.get(name, getattr(one, name)) for name in names)))
    if not different:
        return [Change(What.FILLED, one.code, one.name, label, values)]
    text = f" {before} -> {after}"
    told = Told(label.english + text, label.dutch + text)
    return [Change(What.ADDRESS, one.code, one.name, told, values)]


def _gone(known: Mapping[str, Institution], given: Delivered, today: date, rules: ImportRules) -> Iterable[Change]:
    """Those of a kind that the file otherwise holds whole. A file of a part says nothing about the others."""
    if given.source is not Source.REGISTER:
        return
    there = {one.code for one in given.institutions}
    for prefix in ("GM", "PV"):
        ours = [one for code, one in known.items() if code.startswith(prefix) and one.in_force(today)]
        absent = [one for one in ours if one.code not in there]
        if ours and len(ours) - len(absent) >= rules.complete * len(ours):
            for one in absent:
                yield Change(What.GONE, one.code, one.name, _TELL_END)


_TELL_END = Told(
    "not in the file; it stays. If it ended: import a table with cbs_code, valid_to, successor",
    "staat niet in het bestand en blijft staan. Opgeheven? Lever een tabel aan met cbs_code, valid_to, successor",
)


def distance_km(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Along the great circle."""
    one, other = math.radians(latitude), math.radians(to_latitude)
    across = math.radians(to_longitude - longitude)
    half = math.sin((other - one) / 2) ** 2 + math.cos(one) * math.cos(other) * math.sin(across / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))


def _loose(text: str) -> str:
    return "".join(text.split()).casefold()


def _text(value: object) -> str:
    return "-" if value in (None, "") else str(value)
