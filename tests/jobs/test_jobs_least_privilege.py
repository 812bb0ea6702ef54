"""The bot does its work with the least rights that a tenant can grant it, once the lists are made."""

from typing import Any

import pytest

from bot.errors import OntourError

LEAST = ["Mail.ReadWrite", "Mail.Send", "Calendars.ReadWrite", "Sites.Selected"]


def lowered(tour: Any, roles: list[str], site_role: str = "write") -> Any:
    """The tour in a new process, whose tokens hold these roles alone."""
    tour.tenant.control("POST", "/grants", {"app_roles": roles, "site_role": site_role})
    tour.tenant._token = ""
    tour.again()
    return tour


def test_a_wave_leaves_and_replies_are_read_with_the_least_rights(own_tour: Any, town_type: Any) -> None:
    tour = lowered(own_tour(), LEAST)
    shared, site = f"/users/{tour.tenant.ready['mailbox']}", "/sites/root"
    assert tour.tenant.graph("GET", f"{shared}/outlook/masterCategories").status_code == 403
    assert tour.tenant.graph("POST", f"{site}/lists", {"displayName": "Nieuw"}).status_code == 403
    tour.sent()
    one = tour.municipalities()[0]
    town = town_type(tour, one.code, one.name.lower().replace(" ", "-"))
    before = town.fields()
    town.writes("Dank voor de uitnodiging. Helaas maken wij geen gebruik van uw aanbod.")
    assert town.fields()["Status"] != before["Status"]


def test_with_less_it_says_in_a_line_what_it_may_not(own_tour: Any) -> None:
    tour = own_tour()
    for lacks, site_role in (("Mail.ReadWrite", "write"), ("Sites.Selected", "none")):
        lowered(tour, [one for one in LEAST if one != lacks], site_role)
        with pytest.raises(OntourError) as caught:
            tour.round(1)
        assert "\n" not in str(caught.value) and "denied" in str(caught.value).lower(), lacks
