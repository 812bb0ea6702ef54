"""A tour of twelve municipalities on an empty tenant, and the hands of the people who work on it."""

import csv
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from jobs_hands import Hands, reply
from jobs_kept import Kept, keep
from jobs_torture import ready, register

from bot.app import App, build
from bot.config import load
from bot.demo_contacts import contacts, slug
from bot.jobs.register.importing import import_file
from bot.jobs.round import Round, round_
from bot.jobs.setup import setup
from bot.jobs.site.write import write
from bot.models.actor import Operator
from bot.models.institution import Institution, Kind
from bot.register.contacts import write_contacts
from bot.store import outbox, waves

CONFIG = Path(__file__).resolve().parents[2] / "config"


def drenthe(folder: Path) -> Path:
    """The register with the municipalities of Drenthe alone: set-up writes an item for each."""
    with open(CONFIG / "municipalities.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    place = folder / "municipalities.csv"
    with open(place, "w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([rows[0], *(row for row in rows[1:] if "Drenthe" in row)])
    return place


class Town:
    """One invited municipality: what it writes and what the list says of it."""

    def __init__(self, tour: "Tour", code: str, domain: str) -> None:
        self.tour, self.code, self.domain = tour, code, f"{domain}.example"
        self.item, _ = tour.hands.find("Gemeenten", CbsCode=code)
        self.letter = next(one for one in tour.letters() if any(self.domain in to for to in one["to"]))
        self.name = str(self.fields()["Title"])

    def fields(self) -> dict[str, Any]:
        """Its item in Gemeenten."""
        return dict(self.tour.hands.fields("Gemeenten", self.item))

    def edit(self, role: str, **fields: Any) -> None:
        """Someone edits its item."""
        self.tour.hands.edit("Gemeenten", self.item, role, **fields)

    def writes(self, text: str, **more: Any) -> None:
        """Its griffie answers the letter, and the bot has its round."""
        self.tour.hands.deliver(reply(self.letter, more.pop("sender", f"griffie@{self.domain}"), text, **more))
        self.tour.round(1)

    def waiting(self) -> list[dict[str, Any]]:
        """Its open items in Postbak."""
        rows = [one["fields"] for one in self.tour.hands.items("Postbak")]
        return [row for row in rows if row.get("Gemeente") == self.name and row["Stand"] == "Open"]

    def meetings(self) -> list[dict[str, Any]]:
        """The shared calendar's events that its offices are invited to."""
        rows = self.tour.hands.events()
        return [one for one in rows if any(self.domain in to["emailAddress"]["address"] for to in one["attendees"])]

    def holds(self) -> list[dict[str, Any]]:
        """The times that are kept for it."""
        return [one for one in self.tour.hands.events() if one["subject"].endswith(f" {self.name}")]

    def mail_since(self) -> list[str]:
        """Subjects of what left for it after the invitation."""
        rows = [one for one in self.tour.letters() if any(self.domain in to for to in one["to"] + one["cc"])]
        return [str(one["subject"]) for one in rows if one != self.letter]


class Tour:
    """The bot and its tenant; `again` is another process on the same journal."""

    def __init__(self, tenant: Any, folder: Path, *overrides: str) -> None:
        self.tenant, self.folder = tenant, folder
        self.settings = [
            f"m365.sandbox={tenant.ready_file}",
            "clock.source=sandbox",
            f"store.url=sqlite:///{folder}/journal.sqlite",
            f"register.municipalities={drenthe(folder)}",
            "waves.trial=false",
            "waves.cool_down_minutes=15",
            "letters.format=docx",
            *overrides,
        ]
        self.app = self.again()
        self.hands = Hands(tenant)

    def again(self) -> App:
        """A new application on the same journal, as after a crash."""
        self.app = build(load(overrides=self.settings))
        return self.app

    def prepare(self) -> "Tour":
        """Set up, with a burgemeester and a griffier for each municipality."""
        setup(self.app)
        file = self.folder / "contacts.csv"
        write_contacts(file, tuple(contacts(self.municipalities(), 1)))
        import_file(self.app, file, Operator("test", "localhost"), False)
        write(self.app)
        return self

    def round(self, minutes: float = 0) -> Round:
        """Let time pass, then one round."""
        self.wait(minutes)
        return round_(self.app)

    def wait(self, minutes: float) -> None:
        """Let time pass, for the tenant and for the bot."""
        if minutes:
            self.app.clock.sleep_until(self.app.now() + timedelta(minutes=minutes))

    def rounds(self, number: int, minutes: float = 2) -> None:
        """Several rounds, minutes apart."""
        for _ in range(number):
            self.round(minutes)

    def proof(self, **fields: Any) -> str:
        """A wave asked for by the planner and proofed; its item."""
        item = self.hands.ask_wave(**fields)
        self.round(1)
        return item

    def asked(self, **fields: Any) -> str:
        """A wave that waits for approval; its item."""
        item = self.proof(**fields)
        self.hands.edit("Golven", item, "planner", Opdracht="Vraag akkoord")
        self.round(1)
        return item

    def approved(self, **fields: Any) -> str:
        """A wave that a second person approved; its item."""
        item = self.asked(**fields)
        self.hands.edit("Golven", item, "approver", Akkoord="Akkoord")
        self.round(1)
        return item

    def sent(self, **fields: Any) -> str:
        """A wave whose letters have left; its item."""
        item = self.approved(**fields)
        self.round(16)
        assert len(self.letters()) == 12
        return item

    def letters(self) -> list[dict[str, Any]]:
        """What was accepted for addresses outside the team's own domain."""
        home = self.tenant.ready["mailbox"].rpartition("@")[2]
        return [one for one in self.tenant.outbox() if not any(to.endswith(home) for to in one["to"] + one["cc"])]

    def offices(self) -> list[str]:
        """Every address outside that was written to, once a letter."""
        return sorted(to for one in self.letters() for to in one["to"] + one["cc"])

    def municipalities(self) -> list[Institution]:
        """The twelve."""
        return [one for one in self.app.institutions.values() if one.kind is Kind.GEMEENTE]

    def expected(self) -> list[str]:
        """Burgemeester and griffier of every municipality."""
        return sorted(
            f"{who}@{slug(one.name)}.example" for one in self.municipalities() for who in ("burgemeester", "griffie")
        )

    def towns(self) -> list[dict[str, Any]]:
        """The items of Gemeenten."""
        return list(self.hands.items("Gemeenten"))

    def sealed(self, kenmerk: str) -> bytes | None:
        """The document of a letter as it was sealed."""
        with self.app.journal.begin() as tx:
            letter = waves.get_letter(tx, kenmerk)
        return letter.document if letter else None

    def states(self) -> list[str]:
        """The state of each letter in the outbox."""
        with self.app.journal.begin() as tx:
            return [one.state.value for one in outbox.in_state(tx, list(outbox.State), kinds=("letter",))]

    def options(self) -> list[str]:
        """The settings as options of the command line."""
        return [part for one in self.settings for part in ("--set", one)]

    def staff_mail(self, to: str = "") -> list[dict[str, Any]]:
        """What was accepted for the team's own addresses."""
        letters = self.letters()
        return [one for one in self.tenant.outbox() if one not in letters and (not to or to in one["to"])]

    def deliver(self, message: EmailMessage) -> None:
        """A mail arrives in the shared mailbox."""
        self.hands.deliver(message)


@pytest.fixture
def make_tour(tenant: Any, tmp_path: Path) -> Callable[..., Tour]:
    """A prepared tour with further settings; on another tenant where one is given."""

    def make(*overrides: str, on: Any = None) -> Tour:
        return Tour(on or tenant, tmp_path, *overrides).prepare()

    return make


@pytest.fixture(scope="session")
def tour_type() -> type[Tour]:
    """For a tour on a tenant that a test starts itself."""
    return Tour


@pytest.fixture(scope="session")
def town_type() -> type[Town]:
    """For the municipalities of a tour that a test made itself."""
    return Town


@pytest.fixture(scope="module")
def own_tour(sandbox: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Tour]:
    """A prepared tour on a tenant of its own, for a module whose tests each take another municipality or attempt."""

    def make(*overrides: str) -> Tour:
        return Tour(sandbox(), tmp_path_factory.mktemp("tour"), *overrides).prepare()

    return make


@pytest.fixture(scope="session")
def twelve(sandbox: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A wave of twelve, approved, its cool-down over, to begin from again and again: six letters leave a minute."""
    folder = tmp_path_factory.mktemp("twelve")
    settings = (register(folder, 12), "limits.messages_per_minute=6", "schedule.digest_hour=23")
    return keep(sandbox, Tour, folder, ready, *settings)


@pytest.fixture(scope="session")
def invited(sandbox: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Invited municipalities without end, under a standing approval of confirmations; a tour of twelve at a time."""
    return _towns(lambda: Tour(sandbox(), tmp_path_factory.mktemp("invited")).prepare())


def _towns(make: Callable[[], Tour]) -> Iterator[Town]:
    while True:
        tour = make()
        item = tour.asked(brief="bevestiging", provinces=())
        tour.hands.edit("Golven", item, "approver", Akkoord="Akkoord")
        tour.sent()
        for one in tour.municipalities():
            yield Town(tour, one.code, slug(one.name))


@pytest.fixture
def town(invited: Iterator[Town]) -> Town:
    """A municipality that no other test touches."""
    return next(invited)


@pytest.fixture
def tour(make_tour: Callable[..., Tour]) -> Iterator[Tour]:
    """A prepared tour on an empty tenant."""
    yield make_tour()
