"""What comes back after the letters, handled from the command line: mails, statuses, talks."""

import base64
import json
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest

Tour = Callable[..., Any]
GRIFFIE = "griffie@urk.example"


@pytest.fixture(scope="module")
def team(sandbox: Callable[..., Any]) -> Any:
    """A tenant for all tests of this file; each test works on a municipality of its own."""
    return sandbox()


@pytest.fixture(scope="module")
def sent(set_up: Callable[..., Tour], team: Any, tmp_path_factory: pytest.TempPathFactory) -> Tour:
    """The tour once the letters to Flevoland have left."""
    tour = set_up(team, tmp_path_factory.mktemp("tour"))
    planner, approver = team.ready["team"][:2]
    options = ("--province", "Flevoland", "--letter", "uitnodiging", "--by", planner, "--json")
    made = json.loads(tour("wave", "plan", *options).stdout)
    tour("wave", "approve", made["wave"], "--by", approver, "--hash", made["hash"])
    assert "6 of 6 letters sent" in tour("wave", "send", made["wave"]).stdout
    return tour


def deliver(tenant: Any, sender: str, text: str) -> str:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, tenant.ready["mailbox"], "Uw brief"
    mail["Message-ID"] = "<vraag-1@urk.example>"
    mail.set_content(text)
    body = {"mailbox": tenant.ready["mailbox"], "mime_base64": base64.b64encode(bytes(mail)).decode()}
    tenant.control("POST", "/deliver", body)
    return str(mail["Message-ID"])


def test_a_mail_that_waits_is_listed_decided_once_and_explained(sent: Tour, team: Any) -> None:
    name = deliver(team, GRIFFIE, "Geachte heer,\n\nWat kost dit de gemeente precies?\n\nDe griffier")
    assert sent("replies", "sync").stdout.startswith("1 new messages")
    assert sent("replies", "sync").stdout.startswith("0 new messages")
    waiting = json.loads(sent("replies", "review", "--json").stdout)
    assert [(one["internet_message_id"], one["institution"]) for one in waiting] == [(name, "GM0184")]
    assert "kost" not in json.dumps(waiting)  # never the text of a mail

    assert sent("replies", "decide", name, "Beantwoord", "--by", team.ready["team"][0]).returncode == 0
    assert sent("replies", "review").stdout == "no mail waits\n"
    again = sent("replies", "decide", name, "Beantwoord")
    assert again.returncode == 1 and "no mail of that id waits" in again.stderr
    assert "Beantwoord" in sent("engagement", "history", "Urk").stdout


def of(sent: Tour, municipality: str) -> list[dict[str, Any]]:
    return [one for one in json.loads(sent("meetings", "list", "--json").stdout) if one["municipality"] == municipality]


def test_a_talk_agreed_by_phone_is_booked_once(sent: Tour) -> None:
    offered = of(sent, "Zeewolde")
    assert [(one["option"], one["state"]) for one in offered] == [(1, "held"), (2, "held"), (3, "held")]
    assert sent("meetings", "book", "Zeewolde", "--option", 2).returncode == 0
    second = sent("meetings", "book", "Zeewolde", "--option", 1)
    assert second.returncode == 1 and "a talk stands" in second.stderr
    booked = [(one["option"], one["state"], one["start"]) for one in of(sent, "Zeewolde")]
    assert booked == [(2, "booked", offered[1]["start"])]
    assert json.loads(sent("report", "--json").stdout)["totals"]["talks"] == 1


def test_holds_are_laid_once(sent: Tour, team: Any) -> None:
    def laid() -> int:
        path = f"/users/{team.ready['mailbox']}/events?$top=100&$select=subject"
        return sum("Dronten" in one["subject"] for one in team.graph("GET", path).json()["value"])

    assert sent("meetings", "sync").returncode == 0
    assert laid() == 3
    assert "0 holds laid" in sent("meetings", "sync").stdout
    assert laid() == 3


def test_the_phone_round_names_whom_to_call(sent: Tour) -> None:
    assert sent("engagement", "calls").stdout == ""
    sent("engagement", "set", "Almere", "In belactie")
    assert sent("engagement", "calls").stdout.startswith("GM0034  Almere  burgemeester ")


def test_a_round_logs_to_stderr_only(sent: Tour) -> None:
    done = sent("run", "--once")
    assert (done.returncode, done.stdout) == (0, "")
    assert "round" in done.stderr
