"""Several people edit the lists while the bot reads and writes them: their values stand, and nobody gets a letter."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import events

PEOPLE = ("planner", "adviser", "coordinator", "caller")  # none of them may approve
WORDS = st.sampled_from(["Gebeld.", "Graag na de zomer.", "Via de secretaris.", "Nog eens proberen."])
STATUSES = st.sampled_from(["Geen interesse", "Later terugkomen", "In belactie", "Aangeschreven"])
FIELDS = {
    "Gemeenten": st.fixed_dictionaries(
        {"Title": WORDS}, optional={"Status": STATUSES, "Toelichting": WORDS, "Beller": WORDS}
    ),
    "Contacten": st.fixed_dictionaries({"Title": WORDS}, optional={"Telefoon": WORDS, "Roepnaam": WORDS}),
    "Golven": st.fixed_dictionaries(
        {},
        optional={
            "Reden": WORDS,
            "Zegel": st.sampled_from(["0" * 64, "zegel"]),
            "Akkoord": st.just("Akkoord"),
            "Brief": st.sampled_from(["Herinnering", "Uitnodiging"]),
            "Opdracht": st.sampled_from(["Maak proef", "Vraag akkoord", "Pauzeren", "Hervatten", "Proefbrief aan mij"]),
        },
    ),
    "Bediening": st.fixed_dictionaries({}, optional={"Noodstop": st.sampled_from(["Aan", "Uit"])}),
}
PEOPLES = {
    "Gemeenten": ("Status", "Toelichting", "Beller"),
    "Contacten": ("Telefoon", "Roepnaam"),
    "Golven": ("Reden",),
}
"""Columns in which what a person wrote last must stand."""


@st.composite
def edit(draw: Any) -> tuple[str, int, str, dict[str, Any]]:
    """Someone changes an item: list, which of its items, who, what."""
    name = draw(st.sampled_from(sorted(FIELDS)))
    return name, draw(st.integers(0, 1)), draw(st.sampled_from(PEOPLE)), draw(FIELDS[name])


class Site:
    """A tour with a wave that waits for approval, and what people last wrote where."""

    def __init__(self, tour: Any) -> None:
        self.tour, self.hands = tour, tour.hands
        self.wave = tour.asked()
        self.refused = 0
        self.last: dict[tuple[str, str, str], Any] = {}
        self.ids = {name: [str(one["id"]) for one in self.hands.items(name)] for name in FIELDS}
        self.ids["Golven"] = [self.wave]
        self.ids["Bediening"] = [self.hands.find("Bediening", Title="Noodstop")[0]]

    def edit(self, name: str, which: int, role: str, fields: dict[str, Any]) -> None:
        """Carry out an edit and remember what must stand."""
        item = self.ids[name][which % len(self.ids[name])]
        if fields:
            self.hands.edit(name, item, role, **fields)
        for column in set(fields) & set(PEOPLES.get(name, ())):
            self.last[name, item, column] = fields[column]

    def path(self, edit: Any) -> str:
        """How a request names the item of an edit."""
        name, which, *_ = edit
        return f"{self.hands.list_path(name)}/items/{self.ids[name][which % len(self.ids[name])]}/"

    @contextmanager
    def busy(self, edits: list[Any]) -> Iterator[None]:
        """A person is at an item just before the bot's batch writes it; edits of other items come after the round."""
        graph, plain = self.tour.app.graph, self.tour.app.graph.batch

        def batch(parts: Any) -> Any:
            written = [part.path for part in parts if part.method == "PATCH" and "/items/" in part.path]
            for one in [one for one in edits if any(self.path(one) in path for path in written)]:
                edits.remove(one)
                self.edit(*one)
            answers = plain(parts)
            self.refused += sum(answer.status == 412 for answer in answers)
            return answers

        graph.batch = batch
        try:
            yield
        finally:
            graph.batch = plain
        for one in edits:
            self.edit(*one)

    def check(self) -> None:
        """What people wrote stands, and nothing left."""
        rows = {name: {str(one["id"]): one["fields"] for one in self.hands.items(name)} for name in PEOPLES}
        for (name, item, column), value in self.last.items():
            assert rows[name][item].get(column) == value, (name, column)
        assert self.tour.letters() == []
        with self.tour.app.journal.begin() as tx:
            assert events.latest(tx, "wave_approved") is None


@pytest.fixture(scope="module")
def site(own_tour: Callable[..., Any]) -> Site:
    """One for all examples: each goes on from where the last one left it."""
    return Site(own_tour())


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(before=st.lists(edit(), min_size=1, max_size=4), during=st.lists(edit(), max_size=3))
def test_edits_at_any_moment_survive_and_approve_nothing(site: Site, before: list[Any], during: list[Any]) -> None:
    for one in before:
        site.edit(*one)
    with site.busy(during):
        site.tour.round(1)
    site.tour.round(20)
    site.check()


def test_an_item_that_a_person_changed_meanwhile_is_read_again(site: Site) -> None:
    """The same with certainty: the bot puts a name back into the town that a person changes at that moment."""
    town = site.ids["Gemeenten"][0]
    refused, name = site.refused, site.hands.fields("Gemeenten", town)["Title"]
    site.edit("Gemeenten", 0, "caller", {"Title": "Een andere naam", "Status": "In belactie"})
    with site.busy([("Gemeenten", 0, "coordinator", {"Status": "Geen interesse", "Toelichting": "Nee, gebeld."})]):
        site.tour.round(1)
    assert site.refused == refused + 1, "the write was refused for its etag"
    site.tour.rounds(2, 1)
    site.check()
    fields = site.hands.fields("Gemeenten", town)
    assert (fields["Title"], fields["Status"]) == (name, "Geen interesse")
