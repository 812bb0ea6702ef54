"""A tenant that has to stand whatever it is asked, and one whose application has a receiver of notifications."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from mail_steps import Post
from receiver_steps import Receiver, Watch


@pytest.fixture(scope="session")
def _standing(sandbox: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    return sandbox("--record", str(tmp_path_factory.mktemp("standing") / "record.jsonl"))


@pytest.fixture
def standing(_standing: Any) -> Iterator[Post]:
    """The shared mailbox of a tenant that has to stand afterwards, without having failed once."""
    yield Post(_standing)
    assert Post(_standing).call("GET", "/messages").status_code == 200
    assert "Traceback" not in (_standing.folder / "sandbox.log").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    made = Receiver(tmp_path_factory.mktemp("receiver"))
    yield made
    made.stop()


@pytest.fixture(scope="session")
def _watched(sandbox: Callable[..., Any], receiver: Receiver) -> Any:
    return sandbox("--set", f"notification_ca={receiver.ca}", "--set", "notification_timeout_s=1")


@pytest.fixture
def watch(_watched: Any, receiver: Receiver) -> Watch:
    """An empty tenant and a receiver that answers well."""
    _watched.control("POST", "/reset")
    receiver.posts, receiver.greeted, receiver.statuses = [], [], []
    receiver.greet = lambda token: (200, "text/plain; charset=utf-8", token)
    return Watch(_watched, receiver)
