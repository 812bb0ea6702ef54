"""What a wave would stumble on, per institution."""

from dataclasses import replace
from datetime import date

import pytest

from bot.models.contact import AddressState, Contact, Role
from bot.models.institution import Institution
from bot.register.check import check

TODAY = date(2026, 9, 7)
ASSEN = Institution(
    "GM0106", "Assen", "Drenthe", 52.99, 6.56, "assen.example", "ASSEN", "Postbus 1", "9400 RA", "ASSEN"
)  # fmt: skip
WASSENAAR = replace(ASSEN, code="GM0629", name="Wassenaar", domain="wassenaar.example")
MAYOR = Contact("GM0106", Role.BURGEMEESTER, "b@assen.example", last_name="Berg")
CLERK = Contact("GM0106", Role.GRIFFIER, "g@assen.example", last_name="Wit")
STATES = list(AddressState)

CASES: list[tuple[str, Institution, list[Contact], list[tuple[str, bool]]]] = [
    ("all well", ASSEN, [MAYOR, CLERK], []),
    ("nobody", ASSEN, [], [("no_burgemeester", True), ("no_griffier", True)]),
    ("no griffier", ASSEN, [MAYOR], [("no_griffier", True)]),
    ("bounced", ASSEN, [MAYOR, replace(CLERK, state=AddressState.BOUNCED)],
     [("no_griffier", True), ("bounced", False)]),
    ("opted out", ASSEN, [MAYOR, CLERK, replace(CLERK, email="x@assen.example", state=AddressState.OPTED_OUT)],
     [("opted_out", False)]),
    ("departed, with a successor", ASSEN, [MAYOR, CLERK, replace(CLERK, state=AddressState.DEPARTED)],
     [("departed", False)]),
    ("no address", ASSEN, [MAYOR, replace(CLERK, email="")], [("no_griffier", True), ("no_address", False)]),
    ("two at once", ASSEN, [MAYOR, replace(MAYOR, email="b2@assen.example"), CLERK], [("several_burgemeester", True)]),
    ("one address for two", ASSEN, [MAYOR, replace(CLERK, email=MAYOR.email)], [("shared_address", False)]),
    ("a public provider", ASSEN, [MAYOR, replace(CLERK, email="g@gmail.com")], [("public_domain", False)]),
    ("another's domain", ASSEN, [MAYOR, replace(CLERK, email="g@wassenaar.example")], [("other_domain", False)]),
    ("an unknown domain", ASSEN, [MAYOR, replace(CLERK, email="g@elders.example")], [("other_domain", False)]),
    ("below the own domain", ASSEN, [MAYOR, replace(CLERK, email="g@raad.assen.example")], []),
    ("ends like the own domain", ASSEN, [MAYOR, replace(CLERK, email="g@wassen.example")], [("other_domain", False)]),
    ("no postal address", replace(ASSEN, post_line=""), [MAYOR, CLERK], [("no_postal_address", False)]),
    ("no place", replace(ASSEN, latitude=None), [MAYOR, CLERK], [("no_place", False)]),
    ("ended", replace(ASSEN, valid_to=TODAY, successor="GM0629"), [], []),
    ("ended without successor", replace(ASSEN, valid_to=TODAY), [], [("no_successor", False)]),
    ("to end", replace(ASSEN, valid_to=date(2027, 1, 1)), [MAYOR, CLERK], []),
    ("to begin", replace(ASSEN, valid_from=date(2027, 1, 1)), [], []),
]  # fmt: skip


@pytest.mark.parametrize(("one", "people", "kinds"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_findings(one: Institution, people: list[Contact], kinds: list[tuple[str, bool]]) -> None:
    found = check([one, WASSENAAR], {one.code: people}, TODAY)
    assert [(each.kind, each.stops) for each in found.get(one.code, [])] == kinds


def test_an_address_that_two_institutions_share_is_told_at_both() -> None:
    there = {"GM0106": [MAYOR, CLERK], "GM0629": [replace(CLERK, code="GM0629")]}
    found = check([ASSEN, WASSENAAR], there, TODAY)
    assert [one.text for one in found["GM0106"]] == ["g@assen.example is also of GM0629"]
    assert "g@assen.example is also of GM0106" in [one.text for one in found["GM0629"]]
    assert "mail domain assen.example is that of GM0106" in [one.text for one in found["GM0629"]]
