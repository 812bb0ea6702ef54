"""Settings: read once, checked, frozen. Nothing below this file knows of files, environment or a sandbox."""

import difflib
import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.config_model import SECTIONS, SETTINGS, Config, default_of
from bot.errors import ConfigError

__all__ = ["DEFAULT", "Config", "load"]


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
        raise ConfigError(f"{file}: {_told(fault.errors()[0])}") from None


SECRET = "client_secret"


def _told(fault: Mapping[str, Any]) -> str:
    """What is wrong with a setting; never a secret's value."""
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "missing":
        return f"{key} is missing; add it, as in the shipped ontour.toml"
    if fault["type"] == "extra_forbidden":
        near = difflib.get_close_matches(key, (*SECTIONS, *SETTINGS), n=1)
        return f"{key} is no setting; " + (f"did you mean {near[0]}?" if near else "remove it")
    value = "a secret" if SECRET in key else repr(fault.get("input"))
    return f"{key} is {value}: {fault['msg'].lower()}; correct it"


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
            raise ConfigError(f"{file}: {key} stands outside any section; put it below one of {', '.join(SECTIONS)}")
    for name in ("m365", "clock", "waves", "meetings", "alerts"):
        data.setdefault(name, {})


def _override(data: dict[str, Any], text: str) -> None:
    name, equals, value = text.partition("=")
    section, _, key = name.partition(".")
    if not equals or name not in SETTINGS:
        raise ConfigError(f"--set {text if SECRET not in text else name}: no such setting; {_meant(name)}")
    data.setdefault(section, {})[key] = _typed(text, value, default_of(name))


def _meant(name: str) -> str:
    near = difflib.get_close_matches(name, SETTINGS, n=3, cutoff=0.7)
    which = f"did you mean {' or '.join(near)}?" if near else f"the settings are {', '.join(SETTINGS)}"
    return f"write section.key=value; {which}"


def _typed(text: str, value: str, default: object) -> Any:
    """The value by the type of its setting's default."""
    try:
        if isinstance(default, bool):
            return {"true": True, "false": False}[value.lower()]
        if isinstance(default, int):
            return int(value)
        if isinstance(default, list):
            parsed = json.loads(value)
            if not isinstance(parsed, list):
                raise ValueError
            return parsed
    except (KeyError, ValueError):
        wanted = {bool: "true or false", int: "a whole number", list: "a JSON array"}[type(default)]
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
        "register": ("municipalities", "provinces", "rules"),
        "letters": ("kinds", "templates"),
        "waves": ("calendar", "follow_up"),
        "replies": ("rules",),
    }.items():
        for key in keys:
            if isinstance(data.get(section, {}).get(key), str):  # anything else is told by the check of the whole
                data[section][key] = (folder / data[section][key]).resolve()
    for key in ("client_certificate", "ca_file"):
        if data["m365"].get(key) and isinstance(data["m365"][key], str):
            data["m365"][key] = str((folder / data["m365"][key]).resolve())
    url = data.get("store", {}).get("url", "")
    if isinstance(url, str) and url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
        data["store"]["url"] = f"sqlite:///{(folder / url.removeprefix('sqlite:///')).resolve()}"


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {
        section: {key: tuple(value) if isinstance(value, list) else value for key, value in keys.items()}
        for section, keys in data.items()
    }
