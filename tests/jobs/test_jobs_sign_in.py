"""The bot's own sign-in: a token that is revoked, a secret that ends, a policy that closes the mailbox."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.errors import OntourError
from bot.jobs.site.write import write
from bot.store import bookmarks, site


def one_line(act: Callable[[], Any], *said: str) -> None:
    """It is refused in a line that says these."""
    with pytest.raises(OntourError) as caught:
        act()
    text = str(caught.value)
    assert "\n" not in text and [one for one in said if one not in text] == [], text


def test_a_token_that_is_revoked_in_the_middle_stops_nothing(tour: Any) -> None:
    tour.approved()
    tour.tenant.control("POST", "/revoke")
    tour.tenant._token = ""
    tour.hands = type(tour.hands)(tour.tenant)
    tour.round(16)
    assert len(tour.letters()) == 12


def test_a_token_whose_successor_must_carry_claims_is_renewed_with_them(
    sandbox: Any, make_tour: Callable[..., Any]
) -> None:
    tenant = sandbox("--set", "cae_needs_claims=true")
    tour = make_tour(on=tenant)
    tour.round()
    dead = tour.app.graph.account.con.token()
    tenant.control("POST", "/revoke")
    tour.round(2)
    assert tour.app.graph.account.con.token() != dead
    with tour.app.journal.begin() as tx:
        assert bookmarks.read_at(tx, "list:Bediening") == tour.app.now(), "the round reached the tenant"
    tenant.stop()


def test_a_secret_that_ended_is_said_in_a_line(sandbox: Any, make_tour: Callable[..., Any]) -> None:
    tenant = sandbox("--set", "secret_expires=2026-09-08")
    tour = make_tour(on=tenant)
    tenant.advance(2 * 24 * 3600)
    tour.again()
    one_line(tour.round, "refused", tenant.ready["client_id"], "expired")
    tenant.stop()


def test_a_mailbox_that_a_policy_closes_is_said_in_a_line_once_it_works(
    sandbox: Any, make_tour: Callable[..., Any]
) -> None:
    tenant = sandbox()
    tour = make_tour(on=tenant)
    tenant.control("POST", "/policy", {"mailboxes": ["iemand@weerbaarbestuur.example"]})
    tour.round(30)  # it takes its time
    one_line(lambda: tour.round(60), "403")
    tenant.stop()


def test_a_site_that_lets_the_bot_read_only_is_said_in_a_line(sandbox: Any, make_tour: Callable[..., Any]) -> None:
    tenant = sandbox()
    tour = make_tour(on=tenant)
    tenant.control("POST", "/grants", {"site_role": "read"})
    one_line(lambda: tour.round(2), "403", "check the rights of the app")
    with tour.app.journal.begin() as tx:
        site.mark(tx, "Bediening", "Dienst")
    one_line(lambda: write(tour.app), "writing in the list Bediening", "403", "check the rights of the app")
    tenant.stop()
