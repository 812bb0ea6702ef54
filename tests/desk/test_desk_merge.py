# ruff: noqa: E501 (the cases read as a table, a case a line)
"""The three-way merge: cases in words, and any order of edits by people and bot."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.columns import Column, ListDeclaration, Owner, title_column
from bot.desk.declarations import declaration
from bot.desk.merge import merge

GEMEENTEN, GOLVEN, CONTACTEN, TOURDAGEN = map(declaration, ("Gemeenten", "Golven", "Contacten", "Tourdagen"))

CASES = [
    # what happens, list, seen, written, now, wanted, people, commands, writes
    ("nothing happened", CONTACTEN, {"Email": "a"}, {"Email": "a"}, {"Email": "a"}, {"Email": "a"}, {}, {}, {}),
    ("a person types", CONTACTEN, {}, {}, {"Telefoon": "06"}, {}, {"Telefoon": "06"}, {}, {}),
    ("a person clears", CONTACTEN, {"Telefoon": "06"}, {}, {}, {}, {"Telefoon": None}, {}, {}),
    ("empty text is no edit", CONTACTEN, {}, {}, {"Telefoon": " "}, {}, {}, {}, {}),
    ("the bot fills what is empty", CONTACTEN, {}, {}, {}, {"Email": "a"}, {}, {}, {"Email": "a"}),
    ("the bot renews its own", CONTACTEN, {"Email": "a"}, {"Email": "a"}, {"Email": "a"}, {"Email": "b"}, {}, {}, {"Email": "b"}),
    ("the bot empties its own", CONTACTEN, {"Email": "a"}, {"Email": "a"}, {"Email": "a"}, {"Email": None}, {}, {}, {"Email": None}),
    ("its write comes back", CONTACTEN, {}, {"Email": "a"}, {"Email": "a"}, {"Email": "a"}, {}, {}, {}),
    (
        "a person's value stands, the wish is a proposal",
        CONTACTEN,
        {"Email": "mens@x"},
        {"Email": "bot@x"},
        {"Email": "mens@x"},
        {"Email": "bot@x"},
        {},
        {},
        {"Voorstel": "E-mailadres: bot@x"},
    ),
    ("a proposal written once", CONTACTEN, s := {"Email": "m", "Voorstel": "E-mailadres: b"}, {}, s, {"Email": "b"}, {}, {}, {}),
    ("a person in the bot's column", GEMEENTEN, {}, {}, {"Melding": "x"}, {"Melding": "y"}, {}, {}, {"Melding": "y"}),
    ("a status by hand, unseen", GEMEENTEN, {"Status": "In belactie"}, {"Status": "In belactie"}, {"Status": "Afgerond"},
     {"Status": "Aangeschreven"}, {"Status": "Afgerond"}, {}, {"Voorstel": "Status: Aangeschreven"}),
    ("a status by hand that the journal took over moves on", GEMEENTEN, {"Status": "Later terugkomen"}, {},
     {"Status": "Later terugkomen"}, {"Status": "In belactie"}, {}, {}, {"Status": "In belactie"}),
    ("a command", GOLVEN, {}, {}, {"Opdracht": "Maak proef"}, {}, {}, {"Opdracht": "Maak proef"}, {}),
    ("a new command is not emptied", GOLVEN, {}, {}, {"Opdracht": "Afbreken"}, {"Opdracht": None}, {}, {"Opdracht": "Afbreken"}, {}),
    ("a command that was done is", GOLVEN, c := {"Opdracht": "Afbreken"}, {}, c, {"Opdracht": None}, {}, {}, {"Opdracht": None}),
    ("a command is never set by the bot", GOLVEN, {}, {}, {}, {"Akkoord": "Akkoord"}, {}, {}, {}),
    ("sealing empties Akkoord", GOLVEN, a := {"Akkoord": "Akkoord", "Zegel": "1"}, {"Zegel": "1"}, a, {"Akkoord": None, "Zegel": "2"},
     {}, {}, {"Zegel": "2", "Akkoord": None}),
    ("without a new seal it stays", GOLVEN, a, {"Zegel": "1"}, a, {"Akkoord": None, "Zegel": "1"}, {}, {}, {}),
    ("provinces in another order", GOLVEN, {"Provincie": ["Drenthe", "Zeeland"]}, {}, {"Provincie": ["Zeeland", "Drenthe"]}, {}, {}, {}, {}),
    ("a day as SharePoint answers it", TOURDAGEN, {"Datum": "2026-03-03"}, {}, {"Datum": "2026-03-02T23:00:00Z"}, {}, {}, {}, {}),
    ("a moment with another zone", GOLVEN, {"VerzendenVanaf": "2026-07-01T09:00:00+02:00"}, {},
     {"VerzendenVanaf": "2026-07-01T07:00:00Z"}, {}, {}, {}, {}),
    ("a number as float", GOLVEN, {"Aantal": 12}, {}, {"Aantal": 12.0}, {"Aantal": 12}, {}, {}, {}),
]  # fmt: skip  # noqa: E501


@pytest.mark.parametrize(
    ("spec", "seen", "written", "now", "wanted", "people", "commands", "writes"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_one_step(
    spec: ListDeclaration, seen: dict[str, Any], written: dict[str, Any], now: dict[str, Any], wanted: dict[str, Any],
    people: dict[str, Any], commands: dict[str, Any], writes: dict[str, Any],
) -> None:  # fmt: skip
    merged = merge(spec, seen, written, now, wanted)
    assert (merged.people, merged.commands, merged.writes) == (people, commands, writes)


def test_a_person_who_goes_back_to_the_bots_value_is_heard() -> None:
    first = merge(GEMEENTEN, {"Status": "Aangeschreven"}, {"Status": "Aangeschreven"}, {"Status": "Geen interesse"}, {})
    assert first.written == {}
    second = merge(GEMEENTEN, {"Status": "Geen interesse"}, first.written, {"Status": "Aangeschreven"}, {})
    assert second.people == {"Status": "Aangeschreven"}


SPEC = ListDeclaration(
    "Proef",
    "Proef",
    None,
    (
        title_column("Titel", Owner.BOT),
        Column("Strikt", "Strikt", "text", Owner.PEOPLE),
        Column("Keuzes", "Keuzes", "choices", Owner.PEOPLE, choices=("x", "y")),
        Column("Gevolgd", "Gevolgd", "text", Owner.PEOPLE, adopted=True),
        Column("Bot", "Bot", "number", Owner.BOT),
        Column("Opdracht", "Opdracht", "choice", Owner.COMMAND, choices=("doe", "laat")),
        Column("Voorstel", "Voorstel", "note", Owner.BOT),
    ),
)
TEXT = st.sampled_from([None, "", "een", "twee", "drie"])
CHOICES = st.sampled_from([[], ["x"], ["y"], ["x", "y"], ["y", "x"]])
COMMAND = st.sampled_from([None, "doe", "laat"])
PERSON = st.one_of(
    st.tuples(st.just("Strikt"), TEXT),
    st.tuples(st.just("Gevolgd"), TEXT),
    st.tuples(st.just("Keuzes"), CHOICES),
    st.tuples(st.just("Opdracht"), COMMAND),
)
WISHES = st.fixed_dictionaries(
    {},
    optional={
        "Strikt": TEXT, "Keuzes": CHOICES, "Gevolgd": TEXT, "Bot": st.integers(0, 3), "Opdracht": COMMAND, "Voorstel": TEXT
    },
)  # fmt: skip
STEP = st.one_of(
    st.tuples(st.just("person"), PERSON),
    st.tuples(st.just("bot"), WISHES, st.sampled_from(["answered", "answer lost", "refused"])),
    st.tuples(st.just("read"), st.just({})),
)


class Item:
    """An item in the site with the bot's memory of it, as the job keeps both. `owner` is the truth per column."""

    def __init__(self) -> None:
        self.site: dict[str, Any] = {}
        self.seen: dict[str, Any] = {}
        self.written: dict[str, Any] = {}
        self.persons: dict[str, Any] = {}  # the value that a person set last, where it still stands
        self.known: dict[str, Any] = {}  # the same, when the item was last seen

    def play(self, steps: list[tuple[Any, ...]]) -> None:
        """Do the steps in order; `read` and `bot` assert at each that nobody's value was lost or mistaken."""
        for kind, *what in steps:
            if kind == "person":
                self.person(*what[0])
            elif kind == "bot":
                self.bot(*what)
            else:
                self.read()

    def person(self, column: str, value: Any) -> None:
        """A person sets a value. Away and back between two looks leaves no trace in the values: then nothing happened."""
        if _plain(self.site.get(column)) == _plain(value):
            return
        self.site[column] = self.persons[column] = value
        back_to_seen = _plain(value) == _plain(self.seen.get(column)) and column not in self.known
        if back_to_seen or (column in self.written and _plain(value) == _plain(self.written[column])):
            del self.persons[column]

    def read(self) -> None:
        merged = merge(SPEC, self.seen, self.written, self.site, {})
        assert merged.writes == {}
        touched = {name: value for name, value in self.persons.items() if _plain(value) != _plain(self.seen.get(name))}
        for name, value in {**merged.people, **merged.commands}.items():
            assert _plain(touched.get(name, "nobody")) == _plain(value), "an echo was taken for a person's change"
        self.seen, self.written, self.known = dict(self.site), merged.written, dict(self.persons)

    def bot(self, wanted: dict[str, Any], fate: str) -> None:
        merged = merge(SPEC, self.seen, self.written, self.site, wanted)
        self.written = {**merged.written, **merged.writes}
        if fate == "refused":
            self.written = merged.written
            return
        for name, value in merged.writes.items():
            mine = _plain(self.persons.get(name))
            if name in ("Strikt", "Keuzes"):
                assert mine is None or name not in self.persons, f"{name}: a person's value was overwritten"
            if name == "Gevolgd" and name in self.persons:
                assert mine == _plain(self.seen.get(name)), "a person's value was overwritten before it was seen"
            assert name != "Opdracht" or (value is None and self.site.get(name) == self.seen.get(name))
            self.persons.pop(name, None)
            self.known.pop(name, None)
        self.site.update(merged.writes)
        if fate == "answered":
            self.seen = {**self.seen, **merged.writes}


def _plain(value: Any) -> Any:
    return tuple(sorted(value)) or None if isinstance(value, list) else value or None


@settings(max_examples=300, deadline=None)
@given(st.lists(STEP, max_size=12))
def test_no_order_of_edits_overwrites_a_person_or_mistakes_an_echo(steps: list[tuple[Any, ...]]) -> None:
    item = Item()
    item.play(steps)
    item.read()
    standing = {name: item.site.get(name) for name in item.persons}
    assert standing == item.persons


@settings(max_examples=300, deadline=None)
@given(st.lists(STEP, max_size=8), WISHES)
def test_it_comes_to_rest(steps: list[tuple[Any, ...]], wanted: dict[str, Any]) -> None:
    item = Item()
    item.play(steps)
    item.read()
    item.bot(wanted, "answered")
    again = merge(SPEC, item.seen, item.written, item.site, wanted)
    assert (again.writes, again.people, again.commands) == ({}, {}, {})


def test_a_word_that_is_no_choice_was_never_taken_over_and_stands() -> None:
    item = {"Status": "Bezocht"}
    merged = merge(GEMEENTEN, item, {}, item, {"Status": "Aangeschreven"})
    assert merged.writes == {"Voorstel": "Status: Aangeschreven"}
    known = {"Status": "In belactie"}
    assert merge(GEMEENTEN, known, {}, known, {"Status": "Aangeschreven"}).writes == {"Status": "Aangeschreven"}


@pytest.mark.parametrize(
    ("seen", "now", "spoilt"),
    [
        ({"Zegel": "a"}, {"Zegel": "b"}, True),
        ({"Zegel": "a"}, {}, True),
        ({"Zegel": "a"}, {"Zegel": "a", "Reden": "Te vroeg."}, False),
        ({}, {"Zegel": "a"}, False),  # its own write comes back
    ],
)
def test_a_column_of_the_bots_that_somebody_changed_is_noticed(seen: Any, now: Any, spoilt: bool) -> None:
    assert merge(GOLVEN, seen, {"Zegel": "a"}, now, {}).spoilt is spoilt
