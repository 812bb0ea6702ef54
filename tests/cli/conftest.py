"""The front door `ontour`, called in this process to be quick."""

import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from bot.__main__ import main


class Done(NamedTuple):
    """What a call gave."""

    returncode: int
    stdout: str
    stderr: str


Ontour = Callable[..., Done]


@pytest.fixture
def ontour(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ontour:
    """The front door, in this process to be quick."""
    for name in ("ONTOUR_CONFIG", "ONTOUR_CLIENT_SECRET"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["ontour", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        code = end.value.code
        return Done(code if isinstance(code, int) else 0, *capsys.readouterr())

    return call
