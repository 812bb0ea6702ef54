"""Settings through the front door: the shipped file, `--set`, the environment and a ready file."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.config import DEFAULT, Config, load
from bot.errors import ConfigError

READY = {
    "graph_url": "https://127.0.0.1:4443",
    "authority": "https://127.0.0.1:4443",
    "tenant_id": "tenant",
    "client_id": "app",
    "client_secret": "geheim",
    "ca_file": "/var/ca.pem",
    "mailbox": "tour@weerbaarbestuur.example",
    "site_url": "https://weerbaarbestuur.sharepoint.example/sites/tour",
    "control_url": "https://127.0.0.1:4443/control",
    "team": [f"lid{n}@weerbaarbestuur.example" for n in range(1, 8)],
}

NEEDED = ("tenant_id", "client_id", "mailbox", "site_url")


def shipped(*overrides: str, environ: dict[str, str] | None = None) -> Config:
    return load(DEFAULT, overrides, environ or {})


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A copy of the shipped file in a folder of its own."""
    file = tmp_path / "ontour.toml"
    file.write_text(DEFAULT.read_text(encoding="utf-8"), encoding="utf-8")
    return file


def with_ready(settings: Path, *overrides: str, **changes: Any) -> Config:
    (settings.parent / "ready.json").write_text(json.dumps({**READY, **changes}), encoding="utf-8")
    return load(settings, ["m365.sandbox=ready.json", *overrides], {})


def test_the_shipped_settings_are_safe() -> None:
    config = shipped()
    assert config.waves.trial is True
    assert config.waves.trial_recipients == ()
    assert config.waves.approval == "list"
    assert config.waves.cool_down_minutes == 15
    assert config.letters.format == "pdf"
    assert config.limits.messages_per_minute == 30
    assert config.clock.source == "system"
    assert config.m365.mailbox == "tour@weerbaarbestuur.example"


def test_shipped_files_exist_and_paths_are_counted_from_the_settings_file() -> None:
    config = shipped()
    for path in (
        config.register_.municipalities,
        config.register_.provinces,
        config.letters.kinds,
        config.letters.templates,
        config.waves.calendar,
        config.waves.follow_up,
        config.replies.rules,
    ):
        assert path.is_absolute() and path.exists(), path
    assert config.store.url == f"sqlite:///{DEFAULT.parent.parent / 'var' / 'journal.sqlite'}"


def test_an_absolute_journal_and_another_database_stay_as_they_are(tmp_path: Path) -> None:
    here = f"sqlite:///{tmp_path}/journal.sqlite"
    assert shipped(f"store.url={here}").store.url == here
    assert shipped("store.url=postgresql://db.example/tour").store.url == "postgresql://db.example/tour"


@pytest.mark.parametrize(
    ("override", "read", "value"),
    [
        ("waves.trial=false", lambda c: c.waves.trial, False),
        ("waves.trial=TRUE", lambda c: c.waves.trial, True),
        ("waves.cool_down_minutes=0", lambda c: c.waves.cool_down_minutes, 0),
        ("limits.messages_per_minute=120", lambda c: c.limits.messages_per_minute, 120),
        ("waves.approval=command", lambda c: c.waves.approval, "command"),
        ('waves.approvers=["a@team.example", "b@team.example;id"]', lambda c: len(c.waves.approvers), 2),
        ("letters.converter=service", lambda c: c.letters.converter, "service"),
        ("alerts.duty=dienst=x@team.example", lambda c: c.alerts.duty, "dienst=x@team.example"),
    ],
)
def test_set_reads_a_value_by_the_type_of_its_key(override: str, read: Any, value: Any) -> None:
    assert read(shipped(override)) == value


@pytest.mark.parametrize(
    ("override", "tells"),
    [
        ("waves.trail=false", "waves.trial"),
        ("wave.trial=false", "no such setting"),
        ("waves.trial", "section.key=value"),
        ("trial=false", "section.key=value"),
        ("waves.trial=nee", "true or false"),
        ("waves.cool_down_minutes=kwartier", "a whole number"),
        ("waves.approvers=a@team.example", "a JSON array"),
        ('waves.approvers={"a": 1}', "a JSON array"),
    ],
)
def test_a_wrong_set_is_told_in_one_line(override: str, tells: str) -> None:
    with pytest.raises(ConfigError) as fault:
        shipped(override)
    assert f"--set {override}" in str(fault.value)
    assert tells in str(fault.value)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    ("override", "key"),
    [
        ("waves.approval=mail", "waves.approval"),
        ("letters.format=odt", "letters.format"),
        ("limits.messages_per_minute=0", "limits.messages_per_minute"),
        ("waves.cool_down_minutes=-1", "waves.cool_down_minutes"),
        ("schedule.digest_hour=24", "schedule.digest_hour"),
        ("sender.phone=", "sender.phone"),
        ("waves.approvers=[7]", "waves.approvers"),
    ],
)
def test_a_value_that_cannot_be_names_file_and_key(override: str, key: str) -> None:
    with pytest.raises(ConfigError) as fault:
        shipped(override)
    assert str(DEFAULT) in str(fault.value)
    assert key in str(fault.value)
    assert "\n" not in str(fault.value)


def edited(settings: Path, old: str, new: str) -> Path:
    text = settings.read_text(encoding="utf-8")
    assert text.count(old) == 1
    settings.write_text(text.replace(old, new), encoding="utf-8")
    return settings


STORE = '[store]\nurl = "sqlite:///../var/journal.sqlite"\nkeep_days = 365 '
FILES = [
    ("an unknown key", "trial = true ", "trail = true ", "waves.trail is no setting; did you mean waves.trial?"),
    ("an unknown section", "[limits]", "[limit]", "limit is no setting; did you mean limits?"),
    ("a section lacks", STORE, "", "store is missing; add it"),
    ("a key lacks", 'municipalities = "municipalities.csv"', "", "register.municipalities is missing; add it"),
    ("a text for a switch", "trial = true ", 'trial = "ja" ', "waves.trial is 'ja': input should be a valid boolean"),
    ("a number for a path", 'kinds = "letters.toml"', "kinds = 7", "letters.kinds is 7"),
    ("a number for the journal", '"sqlite:///../var/journal.sqlite"', "7", "store.url is 7"),
    ("a list for a CA", 'ca_file = ""', "ca_file = [1]", "m365.ca_file is (1,)"),
    ("a secret that is no text", 'client_secret = "" ', "client_secret = 81726 ", "m365.client_secret is a secret"),
]


@pytest.mark.parametrize(("old", "new", "tells"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_a_wrong_file_is_told_in_one_line_without_its_secrets(settings: Path, old: str, new: str, tells: str) -> None:
    if "client_secret" not in old:
        edited(settings, 'client_secret = ""', 'client_secret = "81726"')
    with pytest.raises(ConfigError) as fault:
        load(edited(settings, old, new), (), {})
    assert str(fault.value).startswith(f"{settings}: ") and tells in str(fault.value)
    assert "\n" not in str(fault.value) and "81726" not in str(fault.value)


def test_a_setting_that_an_older_file_lacks_can_be_set(settings: Path) -> None:
    edited(settings, 'converter = "auto"', "")
    assert load(settings, (), {}).letters.converter == "auto"
    assert load(settings, ["letters.converter=service"], {}).letters.converter == "service"


def test_a_secret_on_the_command_line_is_not_repeated() -> None:
    with pytest.raises(ConfigError, match="did you mean m365.client_secret") as fault:
        shipped("m365.client_secrett=geheim")
    assert "geheim" not in str(fault.value)


def test_a_file_that_is_not_there_or_not_toml_is_named(tmp_path: Path) -> None:
    absent, broken = tmp_path / "absent.toml", tmp_path / "broken.toml"
    broken.write_text("[waves\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"absent\.toml: cannot be read .*--config"):
        load(absent, (), {})
    with pytest.raises(ConfigError, match=r"broken\.toml: not valid TOML"):
        load(broken, (), {})


def test_the_environment_names_the_file_and_brings_the_secret(settings: Path) -> None:
    config = load(None, ["waves.cool_down_minutes=1"], {"ONTOUR_CONFIG": str(settings), "ONTOUR_CLIENT_SECRET": "s3"})
    assert config.folder == settings.parent
    assert config.m365.client_secret == "s3"
    assert "s3" not in repr(config)


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        shipped().waves.trial = False  # type: ignore[misc]


def test_a_ready_file_fills_in_tenant_team_and_clock(settings: Path) -> None:
    config = with_ready(settings, "clock.source=sandbox")
    team = READY["team"]
    assert config.m365.graph_url == READY["graph_url"]
    assert config.m365.client_secret == "geheim"
    assert config.clock.control_url == READY["control_url"]
    assert config.waves.approvers == (team[1],)
    assert config.meetings.advisers == tuple(team[2:])
    assert config.alerts.coordinators == (team[0],)
    assert config.need_m365().site_url == READY["site_url"]


def test_what_is_set_by_hand_wins_over_the_team_of_a_ready_file(settings: Path) -> None:
    config = with_ready(settings, 'waves.approvers=["chef@team.example"]', "alerts.duty=dienst@team.example")
    assert config.waves.approvers == ("chef@team.example",)
    assert config.alerts.duty == "dienst@team.example"


def test_a_ready_file_that_is_not_there_says_how_to_get_one(settings: Path) -> None:
    with pytest.raises(ConfigError, match="ontour sandbox serve --ready"):
        load(settings, ["m365.sandbox=absent.json"], {})


def test_the_sandboxs_clock_needs_a_sandbox() -> None:
    with pytest.raises(ConfigError, match="clock.source is sandbox but m365.sandbox names no ready file"):
        shipped("clock.source=sandbox")


@pytest.mark.parametrize("key", [*NEEDED, "client_secret"])
def test_a_command_on_the_tenant_names_the_first_setting_that_lacks(settings: Path, key: str) -> None:
    given = [f"m365.{name}={READY[name]}" for name in (*NEEDED, "client_secret")]
    with pytest.raises(ConfigError, match=rf"m365\.{key} is not set"):
        load(settings, [*given, f"m365.{key}="], {}).need_m365()
    assert load(settings, given, {}).need_m365().tenant_id == "tenant"


def test_a_certificate_serves_instead_of_a_secret(settings: Path) -> None:
    given = [f"m365.{name}={READY[name]}" for name in NEEDED]
    config = load(settings, [*given, "m365.client_certificate=app.pem"], {})
    assert config.need_m365().client_certificate == str(settings.parent / "app.pem")


@pytest.mark.parametrize("key", READY)
def test_a_ready_file_that_lacks_a_key_names_it(settings: Path, tmp_path: Path, key: str) -> None:
    ready = tmp_path / "half.json"
    ready.write_text(json.dumps({name: value for name, value in READY.items() if name != key}), encoding="utf-8")
    with pytest.raises(ConfigError, match=rf"half\.json: lacks {key};"):
        load(settings, [f"m365.sandbox={ready}"], {})


@pytest.mark.parametrize("text", ["[]", '{"team": "x"}', "3"])
def test_a_ready_file_that_is_something_else_is_told(settings: Path, tmp_path: Path, text: str) -> None:
    ready = tmp_path / "other.json"
    ready.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"other\.json: lacks graph_url"):
        load(settings, [f"m365.sandbox={ready}"], {})


def test_settings_that_are_not_utf_8_are_told(settings: Path) -> None:
    settings.write_bytes(settings.read_bytes() + "# caf\u00e9\n".encode("latin-1"))
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(settings, [], {})


@pytest.mark.parametrize("override", [[], ["waves.trial=false"], ["waves.x=1"]])
def test_a_setting_outside_any_section_is_told(settings: Path, override: list[str]) -> None:
    settings.write_text("trial = true\n" + settings.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(ConfigError, match="trial stands outside any section; put it below one of m365"):
        load(settings, override, {})
