"""What people are told of a wave: the approver before the answer, everyone in Golven while it sends."""

import re
from typing import Any
from urllib.parse import unquote

import pytest

from bot.cli.wave_send import send
from bot.models.actor import Operator


def mails(tour: Any, subject: str) -> list[str]:
    """The bodies of the mails that left with this subject."""
    tour.wait(1)
    rows = tour.hands.mailbox("GET", "/mailFolders/sentitems/messages?$top=100").json()["value"]
    return [one["body"]["content"] for one in rows if one["subject"].startswith(subject)]


def test_the_approver_reads_numbers_window_end_exceptions_and_a_link_that_leads_to_the_proof(make_tour: Any) -> None:
    tour = make_tour("limits.messages_per_minute=5")
    town, _ = tour.hands.find("Gemeenten", Title="Assen")
    tour.hands.edit("Gemeenten", town, "coordinator", Status="Geen interesse")
    tour.round(1)
    item = tour.asked(VerzendenVanaf="2026-09-08T14:59:00Z")  # 16.59 hours: a minute before the window closes
    (text,) = mails(tour, "Graag uw akkoord")
    assert "Aantal brieven: 11" in text and "Uitnodiging, Drenthe" in text
    assert "Zonder brief: 1:" in text and "- Assen: geen interesse" in text
    assert "op werkdagen van 09.00 tot 17.00 uur" in text and "hoogstens 5 berichten per minuut" in text
    assert "niet voor 08-09-2026 16.59 uur" in text and "rond 09-09-2026 09.02 uur" in text
    links = re.findall(r'<a href="([^"]+)"', text)
    assert links[0] == tour.hands.fields("Golven", item)["Proefdruk"] and links[1] == tour.tenant.ready["site_url"]
    folder = unquote(links[0]).rpartition("/Proeven/")[2]
    assert "Wie wel, wie niet en waarom.xlsx" in tour.hands.proofs(folder)


def test_the_item_tells_what_is_going_on_and_when_it_is_done_while_it_sends(make_tour: Any) -> None:
    tour = make_tour("limits.messages_per_minute=5")
    item = tour.approved()
    fields = tour.hands.fields("Golven", item)
    assert "Nog geen brief verzonden; de volgende vertrekt niet voor" in fields["Melding"]
    first = fields["KlaarOm"]
    assert first.startswith("2026-09-07")
    tour.round(16)
    fields = tour.hands.fields("Golven", item)
    assert fields["Stand"] == "Wordt verzonden" and "5 van 12 brieven verzonden" in fields["Melding"].lower()
    assert "verwacht klaar op 07-09-2026" in fields["Melding"] and fields["KlaarOm"]
    stop, _ = tour.hands.find("Bediening", Title="Noodstop")
    tour.hands.edit("Bediening", stop, "caller", Noodstop="Aan")
    tour.rounds(2, 1)
    assert "er vertrekt nu niets: Noodstop staat aan" in tour.hands.fields("Golven", item)["Melding"]
    tour.hands.edit("Bediening", stop, "caller", Noodstop="Uit")
    tour.rounds(3, 1.1)
    fields = tour.hands.fields("Golven", item)
    assert (fields["Stand"], fields["Verzonden"]) == ("Verzonden", 12)
    assert not fields.get("KlaarOm") and "verzonden;" not in fields["Melding"]


@pytest.mark.parametrize("trial", [True, False])
def test_the_time_it_is_done_takes_the_window_into_account(make_tour: Any, trial: bool) -> None:
    tour = make_tour(f"waves.trial={str(trial).lower()}")
    tour.wait(9 * 60)
    item = tour.approved()
    fields = tour.hands.fields("Golven", item)
    assert "niet voor 08-09-2026 09.00 uur" in fields["Melding"]
    assert ("Proefstand" in fields["Melding"]) is trial
    assert bool(fields.get("KlaarOm")) is not trial
    if not trial:
        assert fields["KlaarOm"].startswith("2026-09-08T07:0")


def test_wave_send_tells_the_time_to_go_and_its_item_follows(make_tour: Any) -> None:
    tour = make_tour("limits.messages_per_minute=3")
    item = tour.approved()
    tour.wait(16)
    lines: list[str] = []
    seen: list[float] = []

    def say(line: str) -> None:
        lines.append(line)
        seen.append(tour.hands.fields("Golven", item)["Verzonden"])

    send(tour.app, 1, Operator("test", "localhost"), False, say)
    assert lines[0] == "wave 1: 3 of 12 letters sent, 4 min to go (done 2026-09-07 09:23)"
    assert lines[-1] == "wave 1: 12 of 12 letters sent"
    assert 0 < max(seen) < 12, "it moves on the way"
    fields = tour.hands.fields("Golven", item)
    assert (fields["Stand"], fields["Verzonden"]) == ("Verzonden", 12) and not fields.get("KlaarOm")
