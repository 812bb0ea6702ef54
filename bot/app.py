"""Builds the parts from the settings: the only place that wires them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import requests

from bot.clock import AMSTERDAM, Clock, SystemClock, TenantClock
from bot.config import Config
from bot.errors import TenantError
from bot.letters.compose import Composer, shipped_templates
from bot.letters.kinds import read_kinds
from bot.m365.calendar import Calendar
from bot.m365.connection import Credentials, Endpoint, connect
from bot.m365.drive import Library
from bot.m365.graph import Graph
from bot.m365.lists import Site
from bot.m365.mail import Mailbox
from bot.models.institution import Institution
from bot.models.letter import LetterKind, Sender
from bot.register.municipalities import read_institutions
from bot.register.overlay import laid_over
from bot.replies.rules import Rules
from bot.store.journal import Journal
from bot.store.register import overlay
from bot.waves.windows import SendCalendar


def make_clock(config: Config) -> Clock:
    """The clock that the settings name."""
    if config.clock.source == "system":
        return SystemClock()
    url, ca = config.clock.control_url.rstrip("/") + "/clock", config.m365.ca_file
    session = requests.Session()

    def call(method: str, **body: Any) -> dict[str, Any]:
        try:
            answer = session.request(method, url, verify=ca, timeout=300, **body)
            answer.raise_for_status()
        except requests.RequestException as fault:
            raise TenantError(
                f"clock at {url}: not reachable ({type(fault).__name__}); is the sandbox running?"
            ) from None
        result: dict[str, Any] = answer.json()
        return result

    return TenantClock(lambda: call("GET"), lambda moment: call("POST", json={"now": moment}))


@dataclass
class App:
    """The parts, each made when first needed. Jobs take it as their one argument."""

    config: Config
    clock: Clock
    progress: Callable[[str], None] = lambda _line: None
    cache: dict[str, Any] = field(default_factory=dict)

    def now(self) -> datetime:
        """The present moment, UTC."""
        return self.clock.now()

    def today(self) -> date:
        """The date in Amsterdam."""
        return self.now().astimezone(AMSTERDAM).date()

    @cached_property
    def journal(self) -> Journal:
        """The database."""
        return Journal(self.config.store.url)

    @cached_property
    def institutions(self) -> Mapping[str, Institution]:
        """Every institution of the register by code, provinces and ended ones too, with what imports said of them."""
        settings = self.config.register_
        shipped = read_institutions(settings.municipalities, settings.provinces)
        with self.journal.begin() as tx:
            return {one.code: one for one in laid_over(shipped, overlay(tx))}

    def forget_register(self) -> Mapping[str, Institution] | None:
        """Read the register anew when it is next asked for; answers what was held of it, if anything."""
        self.cache.pop("book", None)
        held: Mapping[str, Institution] | None = self.__dict__.pop("institutions", None)
        return held

    @cached_property
    def kinds(self) -> Mapping[str, LetterKind]:
        """The letter kinds by id."""
        return read_kinds(self.config.letters.kinds)

    @cached_property
    def sender(self) -> Sender:
        """Who signs."""
        given = self.config.sender
        return Sender(given.team, self.config.m365.mailbox, given.name, given.function, given.phone, given.verify_url)

    @cached_property
    def shipped(self) -> Mapping[str, bytes]:
        """The templates in the folder of the settings."""
        return shipped_templates(self.config.letters.templates)

    def composer(self, files: Mapping[str, bytes] | None = None) -> Composer:
        """A composer over these template files (default: the shipped ones)."""
        days = self.config.waves.offer_expires_days
        return Composer(self.kinds, {**self.shipped, **(files or {})}, self.sender, valid_days=days)

    @cached_property
    def rules(self) -> Rules:
        """How replies are read."""
        return Rules.load(self.config.replies.rules, self.config.replies.own_servers)

    @cached_property
    def send_calendar(self) -> SendCalendar:
        """When mail may leave."""
        return SendCalendar.load(self.config.waves.calendar)

    @cached_property
    def graph(self) -> Graph:
        """The connection to the tenant; ConfigError where a setting lacks."""
        m365 = self.config.need_m365()
        credentials = Credentials(
            m365.tenant_id, m365.client_id, m365.client_secret or None, m365.client_certificate or None
        )
        endpoint = Endpoint(m365.graph_url, m365.authority, Path(m365.ca_file) if m365.ca_file else None)
        allowed = self.trial_list if self.config.waves.trial else None
        return connect(credentials, endpoint, m365.mailbox, sleep=self._sleep, timeout=m365.timeout_s, only_to=allowed)

    @cached_property
    def mailbox(self) -> Mailbox:
        """The shared mailbox."""
        return Mailbox(self.graph, self.config.m365.mailbox)

    @cached_property
    def calendar(self) -> Calendar:
        """The shared mailbox's own calendar."""
        return Calendar(self.graph, self.config.m365.mailbox)

    @cached_property
    def site(self) -> Site:
        """The team's site."""
        return Site(self.graph, self.config.m365.site_url)

    @cached_property
    def library(self) -> Library:
        """The site's document library."""
        return Library(self.graph, self.site)

    @cached_property
    def trial_list(self) -> frozenset[str]:
        """Who may get mail in trial mode: the list, and staff (approvals, digests, alerts)."""
        alerts, settings = self.config.alerts, self.config.waves
        staff = (*(one.split(";")[0] for one in settings.approvers), *alerts.coordinators, alerts.duty)
        return frozenset(one.strip().lower() for one in (*settings.trial_recipients, *staff) if one)

    def _sleep(self, seconds: float) -> None:
        self.clock.sleep_until(self.now() + timedelta(seconds=seconds))


def build(config: Config, progress: Callable[[str], None] = lambda _line: None) -> App:
    """The application for these settings."""
    return App(config, make_clock(config), progress)
