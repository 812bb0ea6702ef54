"""Settings: read once, checked, frozen. Nothing below this file knows of files, environment or a sandbox."""

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import ConfigError


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class M365(_Section):
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


class Store(_Section):
    """Where the journal is (an SQLAlchemy URL)."""

    url: str


class ClockSettings(_Section):
    """`sandbox` takes `now` from the tenant at `control_url`, which the ready file names."""

    source: Literal["system", "sandbox"] = "system"
    control_url: str = ""


class RegisterSettings(_Section):
    """The register's files."""

    municipalities: Path
    provinces: Path


class Letters(_Section):
    """Kinds, templates, the format of the attachment, and what makes PDFs (`auto`: LibreOffice, else the service)."""

    kinds: Path
    templates: Path
    format: Literal["pdf", "docx"] = "pdf"
    converter: Literal["auto", "libreoffice", "service"] = "auto"


class SenderSettings(_Section):
    """Who signs."""

    team: str
    name: str
    function: str
    phone: str = Field(min_length=6)
    verify_url: str = ""


class Waves(_Section):
    """Approval, trial mode and timing."""

    trial: bool = True
    trial_recipients: tuple[str, ...] = ()
    approval: Literal["list", "command"] = "list"
    approvers: tuple[str, ...] = ()
    cool_down_minutes: int = Field(15, ge=0)
    calendar: Path
    follow_up: Path
    offer_expires_days: int = Field(28, gt=0)


class Limits(_Section):
    """What the mailbox may do."""

    messages_per_minute: int = Field(30, gt=0)
    recipients_per_day: int = Field(10000, gt=0)
    concurrent_requests: int = Field(4, gt=0)


class Replies(_Section):
    """Rules, and the servers whose Authentication-Results count."""

    rules: Path
    own_servers: tuple[str, ...] = ()


class Meetings(_Section):
    """Advisers and the shape of offers."""

    advisers: tuple[str, ...] = ()
    earliest_days: int = Field(10, ge=1)
    weeks: int = Field(6, ge=1)
    minutes: int = Field(60, ge=15)
    per_day: int = Field(4, ge=1)
    event_subject: str = "Gesprek Ondersteuningsteam"


class Alerts(_Section):
    """Who hears of danger and of what waits."""

    duty: str = ""
    coordinators: tuple[str, ...] = ()


class Schedule(_Section):
    """How often the service ticks."""

    round_seconds: int = Field(60, gt=0)
    send_seconds: int = Field(5, gt=0)
    digest_hour: int = Field(8, ge=0, le=23)


class Config(_Section):
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


DEFAULT = Path(__file__).resolve().parent.parent / "config" / "ontour.toml"


def load(path: Path | None = None, overrides: Sequence[str] = (), environ: Mapping[str, str] = os.environ) -> Config:
    """Read the settings. `overrides` are `section.key=value`; ConfigError names file, key and what is wrong."""
    file = (path or Path(environ.get("ONTOUR_CONFIG") or DEFAULT)).resolve()
    data = _read(file)
    _need_sections(file, data)
    for text in overrides:
        _override(data, text)
    if secret := environ.get("ONTOUR_CLIENT_SECRET"):
        data.setdefault("m365", {})["client_secret"] = secret
    _take_ready_file(data, file.parent)
    _absolute(data, file.parent)
    try:
        return Config(**_tuples(data), folder=file.parent)
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{file}: {key} is {first.get('input')!r}: {first['msg'].lower()}; correct it") from None


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as fault:
        raise ConfigError(f"{file}: cannot be read ({fault.strerror}); give the settings file with --config") from None
    except UnicodeDecodeError as fault:
        raise ConfigError(f"{file}: not UTF-8 (byte {fault.start}); save it as UTF-8") from None
    except tomllib.TOMLDecodeError as fault:
        raise ConfigError(f"{file}: not valid TOML ({fault}); correct that line") from None


def _need_sections(file: Path, data: dict[str, Any]) -> None:
    for key, value in data.items():
        if not isinstance(value, dict):
            known = ", ".join(field.alias or name for name, field in Config.model_fields.items() if name != "folder")
            raise ConfigError(f"{file}: {key} stands outside any section; put it below one of {known}")
    for name in ("m365", "clock", "waves", "meetings", "alerts"):
        data.setdefault(name, {})


def _override(data: dict[str, Any], text: str) -> None:
    name, equals, value = text.partition("=")
    section, dot, key = name.partition(".")
    if not (equals and dot and section in data and key in data[section]):
        known = ", ".join(f"{part}.{item}" for part in data for item in data[part])
        raise ConfigError(f"--set {text}: no such setting; write section.key=value with one of {known}")
    data[section][key] = _typed(text, value, data[section][key])


def _typed(text: str, value: str, present: Any) -> Any:
    try:
        if isinstance(present, bool):
            return {"true": True, "false": False}[value.lower()]
        if isinstance(present, int):
            return int(value)
        if isinstance(present, list):
            parsed = json.loads(value)
            if not isinstance(parsed, list):
                raise ValueError
            return parsed
    except (KeyError, ValueError):
        wanted = {bool: "true or false", int: "a whole number", list: "a JSON array"}[type(present)]
        raise ConfigError(f"--set {text}: the value must be {wanted}") from None
    return value


READY_M365 = ("graph_url", "authority", "tenant_id", "client_id", "client_secret", "ca_file", "mailbox", "site_url")
READY_KEYS = (*READY_M365, "team", "control_url")


def _take_ready_file(data: dict[str, Any], folder: Path) -> None:
    m365 = data.setdefault("m365", {})
    if not m365.get("sandbox"):
        if data.get("clock", {}).get("source") == "sandbox":
            raise ConfigError("clock.source is sandbox but m365.sandbox names no ready file; set both or neither")
        return
    path = folder / m365["sandbox"]
    try:
        ready = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ConfigError(
            f"m365.sandbox {path}: no readable ready file; start `ontour sandbox serve --ready FILE` and name that file"
        ) from None
    for key in READY_KEYS:
        if not isinstance(ready, dict) or not ready.get(key):
            raise ConfigError(f"m365.sandbox {path}: lacks {key}; start `ontour sandbox serve --ready FILE` anew")
    m365.update({key: ready[key] for key in READY_M365})
    team = ready["team"]
    if not isinstance(team, list) or len(team) < 2:
        raise ConfigError(f"m365.sandbox {path}: team is {team!r}; a list of at least two addresses is needed")
    data["clock"]["control_url"] = ready["control_url"]
    _default(data["waves"], "approvers", [team[1]])
    _default(data["meetings"], "advisers", team[2:])
    _default(data["alerts"], "coordinators", [team[0]])
    _default(data["alerts"], "duty", ready.get("duty") or team[0])


def _default(section: dict[str, Any], key: str, value: Any) -> None:
    if not section.get(key):
        section[key] = value


def _absolute(data: dict[str, Any], folder: Path) -> None:
    for section, keys in {
        "register": ("municipalities", "provinces"),
        "letters": ("kinds", "templates"),
        "waves": ("calendar", "follow_up"),
        "replies": ("rules",),
    }.items():
        for key in keys:
            if key in data.get(section, {}):
                data[section][key] = (folder / data[section][key]).resolve()
    for key in ("client_certificate", "ca_file"):
        if data["m365"].get(key):
            data["m365"][key] = str((folder / data["m365"][key]).resolve())
    url = data.get("store", {}).get("url", "")
    if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
        data["store"]["url"] = f"sqlite:///{(folder / url.removeprefix('sqlite:///')).resolve()}"


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {
        section: {key: tuple(value) if isinstance(value, list) else value for key, value in keys.items()}
        for section, keys in data.items()
    }
