"""Who gets a letter, who does not, and why; the same rules again at the moment of sending."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.actor import Person
from bot.models.contact import AddressState, Contact, Role
from bot.models.engagement import Engagement
from bot.models.institution import Institution
from bot.models.letter import LetterKind, Recipient
from bot.models.status import Status
from bot.waves.plan import WavePlan, plan
from bot.waves.stop import may_send

TODAY = date(2026, 9, 7)
PLANNED = datetime(2026, 9, 7, 9, tzinfo=UTC)
INVITATION = LetterKind("uitnodiging", "Uitnodiging", "uitnodiging", first=True, offers=True)
REMINDER = LetterKind("herinnering", "Herinnering", "herinnering")
EVENING = LetterKind("avond", "Avond", "avond")
CONFIRMATION = LetterKind("bevestiging", "Bevestiging", "bevestiging", wave=False)
TO_PROVINCE = LetterKind(
    "uitnodiging-provincie", "Uitnodiging provincie", "x", roles=(Role.COMMISSARIS, Role.STATENGRIFFIER), first=True
)
ASSEN = Institution("GM0106", "Assen", "Drenthe")
AA_EN_HUNZE = Institution("GM1680", "Aa en Hunze", "Drenthe")
UTRECHT = Institution("GM0344", "Utrecht", "Utrecht")
DRENTHE = Institution("PV22", "Drenthe", "Drenthe")


def person(code: str, role: Role, **facts: object) -> Contact:
    values = {"email": f"{role.value}@{code.lower()}.example", "last_name": "Jansen"} | facts
    return Contact(code, role, **values)  # type: ignore[arg-type]


def office(code: str) -> list[Contact]:
    return [person(code, Role.GRIFFIER), person(code, Role.BURGEMEESTER)]


def make(
    kind: LetterKind = INVITATION,
    institution: Institution = ASSEN,
    contacts: list[Contact] | None = None,
    engagement: Engagement | None = None,
    written: frozenset[str] = frozenset(),
) -> WavePlan:
    code = institution.code
    return plan(
        kind,
        [institution.province],
        [institution],
        office(code) if contacts is None else contacts,
        {code: engagement or Engagement(code)},
        {code: written},
        TODAY,
    )


def test_burgemeester_first_and_institutions_by_name() -> None:
    both = [ASSEN, AA_EN_HUNZE, UTRECHT, DRENTHE]
    contacts = [*office("GM0106"), *office("GM1680"), *office("GM0344")]
    made = plan(INVITATION, ["Drenthe"], both, contacts, {}, {}, TODAY)
    assert [one.institution.name for one in made.letters] == ["Aa en Hunze", "Assen"]
    assert [one.role for one in made.letters[0].contacts] == [Role.BURGEMEESTER, Role.GRIFFIER]
    assert made.exclusions == ()


def test_a_letter_to_provinces_goes_to_provinces_only() -> None:
    contacts = [*office("GM0106"), person("PV22", Role.COMMISSARIS), person("PV22", Role.STATENGRIFFIER)]
    made = plan(TO_PROVINCE, ["Drenthe"], [ASSEN, DRENTHE], contacts, {}, {}, TODAY)
    assert [one.institution.code for one in made.letters] == ["PV22"]


@pytest.mark.parametrize(
    ("made", "reason", "blocking"),
    [
        (make(contacts=[]), "geen bruikbaar e-mailadres; vul Contacten aan", True),
        (
            make(contacts=[person("GM0106", Role.GRIFFIER)]),
            "geen bruikbaar e-mailadres van de burgemeester; vul Contacten aan",
            True,
        ),
        (
            make(contacts=[person("GM0106", Role.BURGEMEESTER), person("GM0106", Role.GRIFFIER, email="")]),
            "geen bruikbaar e-mailadres van de griffier; vul Contacten aan",
            True,
        ),
        (
            make(
                contacts=[
                    person("GM0106", Role.GRIFFIER),
                    person("GM0106", Role.BURGEMEESTER, state=AddressState.BOUNCED),
                ]
            ),
            "geen bruikbaar e-mailadres van de burgemeester; vul Contacten aan",
            True,
        ),
        (
            make(contacts=[*office("GM0106"), person("GM0106", Role.GRIFFIER, email="nieuw@gm0106.example")]),
            "meer dan één griffier; laat in Contacten de juiste staan",
            True,
        ),
        (
            make(written=frozenset({"uitnodiging"})),
            "brief 'Uitnodiging' is al verzonden of staat in een andere golf",
            False,
        ),
        (make(engagement=Engagement("GM0106", Status.DECLINED)), "geen interesse", False),
        (make(engagement=Engagement("GM0106", Status.INTERESTED)), "in gesprek over een afspraak", False),
        (make(engagement=Engagement("GM0106", Status.COMPLETED)), "afgerond", False),
        (make(engagement=Engagement("GM0106", opted_out=True)), "heeft zich afgemeld", False),
        (make(engagement=Engagement("GM0106", replied=True)), "heeft al gereageerd", False),
        (make(engagement=Engagement("GM0106", open_question=True)), "er staat nog een vraag open", False),
        (make(engagement=Engagement("GM0106", needs_review="?")), "er wacht een bericht op beoordeling", False),
        (
            make(institution=replace(ASSEN, valid_to=TODAY, successor="GM9999")),
            "bestaat niet meer; opgegaan in GM9999",
            False,
        ),
        (make(institution=replace(ASSEN, valid_from=date(2027, 1, 1))), "bestaat pas vanaf 01-01-2027", False),
        (make(REMINDER), "nog niet aangeschreven", False),
        (make(EVENING, engagement=Engagement("GM0106", Status.TALK_PLANNED)), "eerste gesprek gepland", False),
    ],
)
def test_who_gets_none_and_why(made: WavePlan, reason: str, blocking: bool) -> None:
    assert made.letters == ()
    (exclusion,) = made.exclusions
    assert (exclusion.code, exclusion.reason, exclusion.blocking) == ("GM0106", reason, blocking)
    assert made.blocking == (made.exclusions if blocking else ())


def test_an_address_that_two_offices_share_is_written_to_once() -> None:
    shared = [person("GM0106", role, email="Bestuur@gm0106.example") for role in (Role.BURGEMEESTER, Role.GRIFFIER)]
    (letter,) = make(contacts=shared).letters
    assert [one.role for one in letter.contacts] == [Role.BURGEMEESTER]


def test_the_evening_goes_to_who_had_the_talk_though_they_replied() -> None:
    held = Engagement("GM0106", Status.TALK_HELD, replied=True)
    assert len(make(EVENING, engagement=held).letters) == 1


CODES = [f"GM{n:04}" for n in range(6)]


@given(
    statuses=st.lists(st.sampled_from(Status), min_size=6, max_size=6),
    flags=st.lists(st.sampled_from(["", "opted_out", "replied", "open_question"]), min_size=6, max_size=6),
    kind=st.sampled_from([INVITATION, REMINDER, EVENING]),
    reachable=st.sets(st.sampled_from(CODES)),
)
def test_everyone_is_either_written_to_or_excluded_with_a_reason(
    statuses: list[Status], flags: list[str], kind: LetterKind, reachable: set[str]
) -> None:
    engagements = {
        code: Engagement(code, status, **({flag: True} if flag else {}))  # type: ignore[arg-type]
        for code, status, flag in zip(CODES, statuses, flags, strict=True)
    }
    institutions = [Institution(code, code, "Drenthe") for code in CODES]
    contacts = [one for code in reachable for one in office(code)]
    made = plan(kind, ["Drenthe"], institutions, contacts, engagements, {}, TODAY)
    written = [one.institution.code for one in made.letters]
    excluded = [one.code for one in made.exclusions]
    assert sorted(written + excluded) == CODES
    assert all(one.reason for one in made.exclusions)
    for letter in made.letters:  # what was planned may leave as long as nothing happens
        code = letter.institution.code
        recipients = [Recipient(one.email, one.last_name, one.role) for one in letter.contacts]
        assert not engagements[code].opted_out and not engagements[code].open_question
        facts = {"planned_at": PLANNED, "contacts": office(code), "recipients": recipients}
        assert may_send(kind, engagements[code], **facts) is None  # type: ignore[arg-type]


RECIPIENTS = [
    Recipient("burgemeester@gm0106.example", "de heer J. Jansen", Role.BURGEMEESTER),
    Recipient("griffier@gm0106.example", "mevrouw A. Jansen", Role.GRIFFIER),
]
WAITING = Engagement("GM0106", Status.INVITED)


def check(
    kind: LetterKind = REMINDER,
    engagement: Engagement = WAITING,
    contacts: list[Contact] | None = None,
    slots_open: bool = True,
) -> str | None:
    now = office("GM0106") if contacts is None else contacts
    return may_send(
        kind, engagement, planned_at=PLANNED, contacts=now, recipients=RECIPIENTS, slots_open=slots_open
    )


def griffier(**facts: object) -> list[Contact]:
    return [person("GM0106", Role.BURGEMEESTER), person("GM0106", Role.GRIFFIER, **facts)]


BY_HAND = replace(WAITING, actor=Person("1", "A"), person_at=PLANNED + timedelta(hours=1))


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (check(), None),
        (check(engagement=replace(WAITING, status=Status.DECLINED)), "geen interesse"),
        (check(engagement=replace(WAITING, opted_out=True)), "heeft zich afgemeld"),
        (check(engagement=replace(WAITING, replied=True)), "heeft al gereageerd"),
        (check(engagement=replace(WAITING, open_question=True)), "er staat nog een vraag open"),
        (check(engagement=replace(WAITING, status=Status.TALK_PLANNED)), "eerste gesprek gepland"),
        (check(engagement=BY_HAND), "een collega heeft de status na het plannen gewijzigd"),
        (check(engagement=replace(BY_HAND, person_at=PLANNED)), None),
        (check(contacts=griffier(email="ander@gm0106.example")), "de griffier is gewijzigd"),
        (check(contacts=griffier(last_name="De Vries")), "de griffier is gewijzigd"),
        (check(contacts=griffier(last_name="")), None),
        (check(contacts=griffier(state=AddressState.BOUNCED)), "e-mailadres van de griffier: onbestelbaar"),
        (check(contacts=griffier(email="GRIFFIER@gm0106.example")), None),
        (check(contacts=[]), "de burgemeester is gewijzigd"),
        (check(slots_open=False), "een aangeboden tijd is niet meer vrij"),
    ],
)
def test_the_check_at_the_moment_of_sending(found: str | None, reason: str | None) -> None:
    assert found == reason


def test_a_confirmation_is_not_held_by_the_question_it_answers() -> None:
    booked = Engagement("GM0106", Status.TALK_PLANNED, replied=True, open_question=True)
    assert check(CONFIRMATION, booked) is None
    assert check(CONFIRMATION, replace(booked, opted_out=True)) == "heeft zich afgemeld"
    assert check(CONFIRMATION, replace(booked, status=Status.DECLINED)) == "geen interesse"
