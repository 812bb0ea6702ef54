"""The front door `ontour`, called in this process to be quick, alone and on a sandbox tenant."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot.__main__ import main
from bot.demo_contacts import contacts
from bot.models.institution import Kind
from bot.register.contacts import write_contacts
from bot.register.municipalities import read_institutions

CONFIG = Path(__file__).resolve().parents[2] / "config"


class Done(NamedTuple):
    """What a call gave."""

    returncode: int
    stdout: str
    stderr: str


Ontour = Callable[..., Done]


@pytest.fixture(scope="session")
def ontour() -> Iterator[Ontour]:
    """One call of the front door with these arguments."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("ONTOUR_")]:
            patch.delenv(name)

        def call(*arguments: object) -> Done:
            out, err = StringIO(), StringIO()
            patch.setattr(sys, "argv", ["ontour", *map(str, arguments)])
            with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
                main()
            code = end.value.code
            return Done(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())

        yield call


@pytest.fixture(scope="session")
def set_up(ontour: Ontour) -> Callable[[Any, Path], Ontour]:
    """`ontour` on a tenant with a journal in a folder: set up, with contacts for Flevoland's six municipalities."""

    def make(tenant: Any, folder: Path) -> Ontour:
        settings = [
            f"m365.sandbox={tenant.ready_file}", "clock.source=sandbox", f"store.url=sqlite:///{folder}/journal.sqlite",
            "waves.trial=false", "waves.approval=command", "letters.format=docx",
        ]  # fmt: skip
        options = [part for one in settings for part in ("--set", one)]
        institutions = read_institutions(CONFIG / "municipalities.csv", CONFIG / "provinces.csv")
        chosen = [one for one in institutions if one.kind is Kind.GEMEENTE and one.province == "Flevoland"]
        write_contacts(folder / "contacts.csv", tuple(contacts(chosen, 1)))

        def call(*arguments: object) -> Done:
            return ontour(*options, *arguments)

        assert call("setup").returncode == 0
        assert call("register", "import", folder / "contacts.csv").stdout.count("new ") == 12
        return call

    return make


@pytest.fixture
def tour(set_up: Callable[[Any, Path], Ontour], tenant: Any, tmp_path: Path) -> Ontour:
    """The tour of one test on an empty tenant."""
    return set_up(tenant, tmp_path)
