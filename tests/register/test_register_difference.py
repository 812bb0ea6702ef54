"""What a file changes in the people: one entry a person, people's values stand, successors get their own entry."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models.contact import AddressState, Contact, Role
from bot.register.difference import difference
from bot.register.person_change import FIELDS, IDENTITY, Known, PersonChange, What

BERG = Contact(
    "GM0106", Role.BURGEMEESTER, "j.berg@assen.example", "drs.", "J.", "", "van der", "Berg", "heer", "0592-1"
)
DIJK = Contact("GM0106", Role.BURGEMEESTER, "a.dijk@assen.example", "", "A.", "", "", "Dijk", "mevrouw")
MAILBOX = Contact("GM0106", Role.BURGEMEESTER, "burgemeester@assen.example")


def compare(
    known: Contact, given: Contact, people: tuple[str, ...] = (), base: tuple[Contact, ...] = ()
) -> list[PersonChange]:
    return difference([Known(7, known, frozenset(people))], [given], base, "lijst.csv")


def test_somebody_new() -> None:
    (one,) = difference([], [BERG])
    assert (one.what, one.added, one.key) == (What.NEW, BERG, None)
    assert one.told.english == "J. van der Berg <j.berg@assen.example>"


SAME = [
    ("nothing else", BERG, BERG),
    ("an empty cell says nothing", BERG, replace(BERG, titles="", phone="", address_form="")),
    ("an address in capitals", BERG, replace(BERG, email="J.Berg@Assen.example")),
    ("no address given", BERG, replace(BERG, email="")),
]


@pytest.mark.parametrize(("known", "given"), [one[1:] for one in SAME], ids=[one[0] for one in SAME])
def test_no_difference(known: Contact, given: Contact) -> None:
    assert compare(known, given) == []


def test_the_same_person_with_another_address() -> None:
    (one,) = compare(replace(BERG, state=AddressState.BOUNCED), replace(BERG, email="berg@assen.example"))
    assert (one.what, one.key) == (What.CHANGED, 7)
    assert one.value == replace(BERG, email="berg@assen.example", state=AddressState.OK)


def test_a_successor_gets_an_entry_and_who_left_is_marked() -> None:
    (one,) = compare(BERG, DIJK)
    assert one.what is What.SUCCESSOR
    assert one.added == DIJK
    assert one.value is not None and one.value.state is AddressState.DEPARTED
    assert one.value.proposal == "Opgevolgd door A. Dijk <a.dijk@assen.example> (volgens lijst.csv)."
    after = [Known(7, one.value), Known(8, DIJK)]
    assert difference(after, [DIJK], (), "lijst.csv") == []


def test_an_office_mailbox_gets_the_new_name_whole() -> None:
    (one,) = compare(replace(BERG, email=MAILBOX.email), replace(DIJK, email=MAILBOX.email))
    assert (one.what, one.value) == (What.CHANGED, replace(DIJK, email=MAILBOX.email))


OFFICES = [
    ("burgemeester@assen.example", True),
    ("griffie.raad@assen.example", True),
    ("Raadsgriffie@assen.example", True),
    ("j.burgemeester@assen.example", False),
    ("burgemeesters@assen.example", False),
    ("j.berg@assen.example", False),
]


@pytest.mark.parametrize(("email", "stays"), OFFICES)
def test_a_successor_without_address_takes_over_the_mailbox_of_the_office_alone(email: str, stays: bool) -> None:
    (one,) = compare(replace(BERG, email=email), replace(DIJK, email=""))
    assert (one.what is What.CHANGED) is stays
    if stays:
        assert one.value == replace(DIJK, email=email, phone=BERG.phone)
        assert one.added is None


def test_a_mailbox_without_name_is_named() -> None:
    (one,) = compare(MAILBOX, DIJK)
    assert one.value == DIJK
    (other,) = compare(DIJK, MAILBOX)
    assert other.value == replace(DIJK, email=MAILBOX.email)


def test_peoples_values_stand_and_the_files_become_a_proposal() -> None:
    changed = replace(BERG, email="berg@assen.example", phone="0592-2")
    taken, kept = compare(BERG, changed, ("email",))
    assert (taken.what, kept.what) == (What.CHANGED, What.PROPOSED)
    assert taken.value == replace(BERG, phone="0592-2", proposal="Volgens lijst.csv: e-mailadres 'berg@assen.example'.")
    assert taken.value is not None and compare(taken.value, changed, ("email",)) == []


def test_a_proposal_that_came_true_is_taken_back() -> None:
    agreed = replace(BERG, proposal="Volgens lijst.csv: e-mailadres 'j.berg@assen.example'.")
    (one,) = compare(agreed, BERG, ("email",))
    assert (one.what, one.value) == (What.SETTLED, BERG)
    assert compare(replace(BERG, proposal="Een ander voorstel."), BERG) == []


@pytest.mark.parametrize("field", IDENTITY)
def test_half_of_a_successor_is_never_mixed_with_what_people_typed(field: str) -> None:
    for heir in (DIJK, replace(DIJK, email=BERG.email)):
        for one in compare(BERG, heir, (field,)):
            assert one.added is None
            if one.value is not None:
                names = [name for name in IDENTITY if getattr(one.value, name) != getattr(BERG, name)]
                assert names == []
                assert "Dijk" in one.value.proposal


def test_whom_a_person_took_out_is_not_brought_back() -> None:
    (one,) = difference([], [BERG], [replace(BERG, phone="")])
    assert (one.what, one.added) == (What.LEFT_OUT, None)
    (other,) = difference([], [BERG], [replace(BERG, role=Role.GRIFFIER)])
    assert other.what is What.NEW


def test_who_is_not_named_any_more_stays_and_is_asked_about() -> None:
    mayor = Known(7, replace(BERG, role=Role.WETHOUDER))
    other = replace(DIJK, role=Role.WETHOUDER)
    new, gone = difference([mayor], [other], (), "lijst.csv")
    assert (new.what, gone.what) == (What.NEW, What.GONE)
    assert gone.value == replace(mayor.contact, proposal="Staat niet in lijst.csv: vertrokken? Zoek de opvolger.")
    assert difference([mayor], [replace(other, code="GM0109")])[0].what is What.NEW


NAMES = [
    ("the same initial", "J.", "Berg", "J.A.", "Berg", True),
    ("another initial", "J.", "Berg", "K.", "Berg", False),
    ("a partner's name added", "J.", "Berg", "J.", "Berg-Smit", True),
    ("a partner's name and another initial", "J.", "Berg", "K.", "Berg-Smit", False),
    ("a part of a name", "J.", "Berg", "J.", "Bergsma", False),
    ("accents", "J.", "Crêmer", "J.", "Cremer", True),
]


@pytest.mark.parametrize(("first", "name", "other", "name2", "same"), [one[1:] for one in NAMES])
def test_who_is_the_same_person(first: str, name: str, other: str, name2: str, same: bool) -> None:
    before, after = replace(BERG, initials=first, last_name=name), replace(DIJK, initials=other, last_name=name2)
    whats = [one.what for one in compare(before, after)]
    assert (What.SUCCESSOR not in whats) is same


PEOPLE = st.lists(
    st.builds(
        Contact,
        st.sampled_from(["GM0106", "GM0109"]),
        st.sampled_from([Role.GRIFFIER, Role.WETHOUDER]),
        st.sampled_from(["a@x.example", "b@x.example", "c@x.example", ""]),
        initials=st.sampled_from(["", "A.", "B."]),
        last_name=st.sampled_from(["", "Dijk", "Berg"]),
        state=st.sampled_from(list(AddressState)),
    ),
    max_size=6,
    unique_by=lambda one: (one.code, one.role, one.email),
)
FIELD_SETS = st.frozensets(st.sampled_from(FIELDS))


def applied(known: list[Known], changes: list[PersonChange]) -> list[Known]:
    """As the job does it."""
    values = {one.key: one.value for one in changes if one.value is not None}
    fresh = [Known(100 + n, one.added) for n, one in enumerate(changes) if one.added is not None]
    return [replace(one, contact=values.get(one.key) or one.contact) for one in known] + fresh


@settings(deadline=None)
@given(PEOPLE, PEOPLE, FIELD_SETS)
def test_nobody_is_deleted_and_what_people_typed_is_never_changed(
    old: list[Contact], new: list[Contact], people: frozenset[str]
) -> None:
    known = [Known(n, one, people) for n, one in enumerate(old)]
    after = applied(known, difference(known, new, (), "x"))
    for before, later in zip(known, after, strict=False):
        assert later.key == before.key
        for name in people:
            assert getattr(later.contact, name) == getattr(before.contact, name)
    keys = [one.key for one in difference(known, new) if one.key is not None]
    assert len(keys) == len(set(keys))


@settings(deadline=None)
@given(PEOPLE, PEOPLE, FIELD_SETS)
def test_the_same_file_again_changes_nothing(old: list[Contact], new: list[Contact], people: frozenset[str]) -> None:
    file = [one for one in new if one.email or one.last_name]
    known = [Known(n, one, people) for n, one in enumerate(old)]
    after = applied(known, difference(known, file, (), "x"))
    again = difference(after, file, file, "x")
    assert [one for one in again if one.value is not None or one.added is not None] == []
