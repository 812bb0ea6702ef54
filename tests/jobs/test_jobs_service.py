"""The service: what goes wrong is logged in a line, without a word of what it went wrong on."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.errors import OntourError, TenantError
from bot.jobs import service
from bot.jobs.places import places

SECRET = "Wij worden bedreigd, bel 06 12345678"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the service writes."""
    out = io.StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(out), cache_logger_on_first_use=False)
    yield out
    structlog.reset_defaults()


def stumble(_app: Any) -> None:
    """A fault deep down whose text quotes a mail, raised on from another that does too."""
    text = {"body": SECRET}
    try:
        int(text["body"])
    except ValueError as fault:
        raise KeyError(text["body"]) from fault


def test_an_unexpected_fault_is_logged_by_its_places_alone(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "round_", stumble)
    service._guarded(None, "round")  # type: ignore[arg-type]
    said = log.getvalue()
    assert SECRET not in said and "06 12345678" not in said
    assert "KeyError at bot/jobs/service.py:" in said and "tests/jobs/test_jobs_service.py:" in said
    assert "from ValueError at" in said and said.count("\n") == 1


def test_a_fault_of_ours_is_logged_by_its_line(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_app: Any) -> None:
        raise TenantError("mailbox x: cannot be read; check the rights")

    monkeypatch.setattr(service, "drain", refuse)
    service._guarded(None, "send")  # type: ignore[arg-type]
    assert "mailbox x: cannot be read; check the rights" in log.getvalue()
    assert "Traceback" not in log.getvalue()


def test_run_once_says_so_in_one_line_too(tour: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "round_", stumble)
    with pytest.raises(OntourError) as caught:
        service.run(tour.app, once=True)
    assert SECRET not in str(caught.value) and "KeyError at bot/jobs/service.py:" in str(caught.value)
    assert caught.value.__suppress_context__, "nor does a traceback print what it came from"


def test_places_name_lines_and_functions_only() -> None:
    try:
        stumble(None)
    except KeyError as fault:
        said = places(fault)
    assert said.startswith("KeyError at tests/jobs/test_jobs_service.py:") and " stumble" in said
    assert SECRET not in said
