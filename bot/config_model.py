"""What there is to set, with the checks of each value."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.errors import ConfigError


class Section(BaseModel):
    """A section of the file: only known keys, nothing converted, never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class M365(Section):
    """Where the tenant is and who we are there."""

    sandbox: str = ""
    graph_url: str = "https://graph.microsoft.com"
    authority: str = "https://login.microsoftonline.com"
    tenant_id: str = ""
    client_id: str = ""
    client_secret: str = Field("", repr=False)
    client_certificate: str = ""
    ca_file: str = ""
    mailbox: str = ""
    site_url: str = ""
    timeout_s: int = Field(30, gt=0)


class Store(Section):
    """Where the journal is (an SQLAlchemy URL), and after how many days `purge` empties it of personal data."""

    url: str
    keep_days: int = Field(365, ge=30)


class ClockSettings(Section):
    """`sandbox` takes `now` from the tenant at `control_url`, which the ready file names."""

    source: Literal["system", "sandbox"] = "system"
    control_url: str = ""


class RegisterSettings(Section):
    """The register's files."""

    municipalities: Path
    provinces: Path
    rules: Path = Path(__file__).parent.parent / "config" / "register.toml"  # how exports are read


class Letters(Section):
    """Kinds, templates, the format of the attachment, and what makes PDFs (`auto`: LibreOffice, else the service)."""

    kinds: Path
    templates: Path
    format: Literal["pdf", "docx"] = "pdf"
    converter: Literal["auto", "libreoffice", "service"] = "auto"


class SenderSettings(Section):
    """Who signs."""

    team: str
    name: str
    function: str
    phone: str = Field(min_length=6)
    verify_url: str = ""


class Waves(Section):
    """Approval, trial mode and timing."""

    trial: bool = True
    trial_recipients: tuple[str, ...] = ()
    approval: Literal["list", "command"] = "list"
    approvers: tuple[str, ...] = ()
    cool_down_minutes: int = Field(15, ge=0)
    calendar: Path
    follow_up: Path
    offer_expires_days: int = Field(28, gt=0)


class Limits(Section):
    """What the mailbox may do."""

    messages_per_minute: int = Field(30, gt=0)
    recipients_per_day: int = Field(10000, gt=0)
    concurrent_requests: int = Field(4, gt=0)


class Replies(Section):
    """Rules, and the servers whose Authentication-Results count."""

    rules: Path
    own_servers: tuple[str, ...] = ()


class Meetings(Section):
    """Advisers and the shape of offers."""

    advisers: tuple[str, ...] = ()
    earliest_days: int = Field(10, ge=1)
    weeks: int = Field(6, ge=1)
    minutes: int = Field(60, ge=15)
    per_day: int = Field(4, ge=1)
    event_subject: str = "Gesprek Ondersteuningsteam"


class Alerts(Section):
    """Who hears of danger and of what waits."""

    duty: str = ""
    coordinators: tuple[str, ...] = ()


class Schedule(Section):
    """How often the service ticks."""

    round_seconds: int = Field(60, gt=0)
    send_seconds: int = Field(5, gt=0)
    digest_hour: int = Field(8, ge=0, le=23)


class Config(Section):
    """All settings. Paths are absolute."""

    folder: Path
    m365: M365 = M365()
    store: Store
    clock: ClockSettings = ClockSettings()
    register_: RegisterSettings = Field(alias="register")
    letters: Letters
    sender: SenderSettings
    waves: Waves
    limits: Limits = Limits()
    replies: Replies
    meetings: Meetings = Meetings()
    alerts: Alerts = Alerts()
    schedule: Schedule = Schedule()

    def need_m365(self) -> M365:
        """The settings that a command touching the tenant needs; ConfigError names the first that lacks."""
        for key in ("tenant_id", "client_id", "mailbox", "site_url"):
            if not getattr(self.m365, key):
                raise ConfigError(f"m365.{key} is not set; set it in ontour.toml, or m365.sandbox to a ready file")
        if not (self.m365.client_secret or self.m365.client_certificate):
            raise ConfigError("m365.client_secret is not set; set ONTOUR_CLIENT_SECRET or m365.client_certificate")
        return self.m365


SECTIONS: dict[str, type[Section]] = {
    field.alias or name: field.annotation
    for name, field in Config.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
}
"""The sections by the name that they have in the file."""

SETTINGS = tuple(f"{section}.{key}" for section, made in SECTIONS.items() for key in made.model_fields)
"""Every setting as section.key."""


def default_of(setting: str) -> object:
    """What a setting of SETTINGS is when nobody sets it, "" where it must be set; tuples as lists, as in the file."""
    section, _, key = setting.partition(".")
    field = SECTIONS[section].model_fields[key]
    if field.is_required():
        return ""
    return list(field.default) if isinstance(field.default, tuple) else field.default
