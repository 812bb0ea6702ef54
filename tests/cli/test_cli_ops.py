"""What the administrator runs beside the service: status with drift, backup, purge, rebuild."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ontour = Callable[..., Any]


@pytest.fixture
def ready(set_up: Callable[[Any, Path], Ontour], tenant: Any, tmp_path: Path) -> Ontour:
    """The front door on a tenant that was set up."""
    return set_up(tenant, tmp_path)


def test_status_names_drift_with_what_to_do(ready: Ontour) -> None:
    done = ready("status")
    assert done.returncode == 0 and done.stdout.splitlines()[-1].split() == ["Drift", "none"], done.stdout
    facts = json.loads(ready("status", "--json").stdout)
    assert facts["drift"] == [] and facts["drift_unknown"] == ""
    assert (facts["statuses"], facts["province_statuses"]) == ({"to_approach": 342}, {"to_approach": 12})


def test_status_without_a_tenant_tells_what_the_journal_knows(ontour: Ontour, tmp_path: Path) -> None:
    url = f"store.url=sqlite:///{tmp_path}/journal.sqlite"
    done = ontour("--set", url, "status")
    assert done.returncode == 0 and "Waves         none" in done.stdout
    assert "Drift         not looked for: m365." in done.stdout
    assert json.loads(ontour("--set", url, "status", "--json").stdout)["drift"] is None


def test_backup_and_purge(ready: Ontour, tmp_path: Path) -> None:
    done = ready("backup", tmp_path / "copy.sqlite")
    assert done.returncode == 0 and (tmp_path / "copy.sqlite").stat().st_size > 10_000 and "checked" in done.stdout
    again = ready("backup", tmp_path / "copy.sqlite")
    assert again.returncode == 1 and "exists already" in again.stderr and "Traceback" not in again.stderr
    assert ready("purge").stdout == "emptied, older than 365 days: nothing\n"
    assert set(json.loads(ready("purge", "--dry-run", "--json").stdout).values()) == {0}


def test_rebuild_wants_a_word_before_it_takes_the_mailbox_over(
    ready: Ontour, ontour: Ontour, tenant: Any, tmp_path: Path
) -> None:
    assert ready("status").returncode == 0
    settings = [
        f"m365.sandbox={tenant.ready_file}",
        "clock.source=sandbox",
        f"store.url=sqlite:///{tmp_path}/new.sqlite",
    ]
    options = [part for one in settings for part in ("--set", one)]
    refused = ontour(*options, "rebuild")
    assert refused.returncode == 1 and "--take-over" in refused.stderr and "Traceback" not in refused.stderr
    done = ontour(*options, "rebuild", "--take-over", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["contacts"] == 12
    assert set(json.loads(ontour(*options, "rebuild", "--json").stdout).values()) == {0}
