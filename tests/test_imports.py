"""The walls of the house: every import of bot/ is read, and one that goes through a wall is named."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

ROOMS = ("register", "letters", "waves", "replies", "engagement", "meetings", "reports", "desk")
BASE = ("models", "errors")
TOP = ("__main__", "cli", "service", "demo")

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "errors": (),
    "models": BASE,
    **{room: (room, *BASE) for room in ROOMS},
    "clock": BASE,
    "config": ("config", *BASE),
    "store": ("store", *BASE),
    "m365": ("m365", *BASE),
    "sandbox": ("sandbox",),
    "app": ("clock", "config", "m365", "store", *ROOMS, *BASE),
    "jobs": ("jobs", "app", "clock", "config", "m365", "store", *ROOMS, *BASE),
    "ops": ("ops", "jobs", "app", "clock", "config", "m365", "store", *ROOMS, *BASE),
    **dict.fromkeys(TOP, (*TOP, "ops", "jobs", "app", "clock", "config", "m365", "store", *ROOMS, *BASE)),
}
"""What each part of bot/ may import of bot/. Jobs name `app` as the type of their argument; app imports no job."""

DOORS = {("bot.cli.sandbox", "sandbox"), ("bot.sandbox.__main__", "cli")}
"""The command `ontour sandbox serve` and `python -m bot.sandbox` are one: the only doors in the sandbox's wall."""

TENANT_LIBRARIES = ("O365", "msal")
CLOCK_CALLS = ("now", "utcnow", "today")
TIMELESS = (*ROOMS, "models", "store", "jobs")
"""Parts that take `now` as a value: rooms as an argument, jobs from the clock that was passed in."""


@dataclass(frozen=True)
class Module:
    """A module of bot/: its dotted name and its text."""

    name: str
    source: str
    is_package: bool = False

    @property
    def part(self) -> str:
        """The room or layer it belongs to ('' for bot/__init__.py)."""
        return _part(self.name)


def _part(name: str) -> str:
    """demo.py and what stands beside it (demo_contacts.py) are one part; config.py and config_model.py too."""
    part = name.split(".")[1] if "." in name else ""
    return next((whole for whole in ("demo", "config") if part.startswith(f"{whole}_")), part)


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything imported, also inside functions and for types only."""
    for node in ast.walk(ast.parse(module.source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node)
            yield from ((node.lineno, f"{base}.{alias.name}" if base == "bot" else base) for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield node.lineno, str(getattr(node.args[0], "value", "unknown") if node.args else "unknown")


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    up = node.level - (1 if module.is_package else 0)
    parents = module.name.split(".")[: len(module.name.split(".")) - up]
    return ".".join([*parents, node.module] if node.module else parents)


def faults(module: Module) -> list[str]:
    """Every import and clock call of a module that its place in the house does not allow."""
    found = [f"{module.name}:{line} imports {name}" for line, name in imports(module) if not _allowed(module, name)]
    if module.part in TIMELESS:
        found += [f"{module.name}:{line} reads the clock ({call})" for line, call in clock_calls(module)]
    return found


def _allowed(module: Module, name: str) -> bool:
    first = name.partition(".")[0]
    if first in TENANT_LIBRARIES:
        return module.part == "m365"
    if first != "bot" or not module.part:
        return first != "bot"
    part = _part(name)
    return part in MAY_IMPORT[module.part] or (module.name, part) in DOORS


def clock_calls(module: Module) -> Iterator[tuple[int, str]]:
    """Calls such as `datetime.now(...)` and `date.today()`; `app.now()` asks the clock that was passed in."""
    for node in ast.walk(ast.parse(module.source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK_CALLS:
            call = ast.unparse(node.func)
            if call.split(".")[-2] in ("datetime", "date", "dt"):
                yield node.lineno, call
    for line, name in imports(module):
        if name == "time":
            yield line, "import time"


def modules() -> list[Module]:
    """Every module of bot/."""
    return [_module(path) for path in sorted((ROOT / "bot").rglob("*.py"))]


def _module(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    package = parts[-1] == "__init__"
    return Module(".".join(parts[:-1] if package else parts), path.read_text(encoding="utf-8"), package)


def test_no_import_goes_through_a_wall() -> None:
    assert [fault for module in modules() for fault in faults(module)] == []


def test_every_part_of_the_house_has_a_rule() -> None:
    parts = {module.part for module in modules()} - {""}
    assert parts - set(MAY_IMPORT) == set()
    assert set(ROOMS) <= parts


@pytest.mark.parametrize(
    ("name", "line", "wrong"),
    [
        ("bot.waves.plan", "from bot.store import outbox", True),
        ("bot.waves.plan", "from bot.letters.merge import merge", True),
        ("bot.waves.plan", "from bot.app import App", True),
        ("bot.waves.plan", "from bot import store", True),
        ("bot.waves.plan", "from ..m365 import graph", True),
        ("bot.waves.plan", "def f():\n    import bot.jobs.notices", True),
        ("bot.waves.plan", "from importlib import import_module\nimport_module('bot.store')", True),
        ("bot.waves.plan", "from bot.clock import AMSTERDAM", True),
        ("bot.waves.plan", "from datetime import datetime\ndatetime.now()", True),
        ("bot.waves.plan", "from datetime import date\ndate.today()", True),
        ("bot.waves.plan", "import time", True),
        ("bot.waves.plan", "from datetime import time, timedelta", False),
        ("bot.waves.plan", "from . import seal", False),
        ("bot.waves.plan", "from bot.models.wave import Wave", False),
        ("bot.models.wave", "from bot.errors import Refused", False),
        ("bot.models.wave", "from bot.register.tables import read_table", True),
        ("bot.store.outbox", "from bot.m365.graph import Part", True),
        ("bot.m365.graph", "from O365 import Account", False),
        ("bot.m365.graph", "from bot.config import Config", True),
        ("bot.jobs.notices", "import msal", True),
        ("bot.jobs.notices", "from bot.app import App", False),
        ("bot.jobs.notices", "app.now()", False),
        ("bot.jobs.notices", "from bot.cli.root import app", True),
        ("bot.app", "from bot.jobs import notices", True),
        ("bot.sandbox.mail.shape", "from bot.models.reply import Mail", True),
        ("bot.sandbox.mail.shape", "from bot.sandbox.db import Db", False),
        ("bot.cli.sandbox", "from bot.sandbox.serve import serve", False),
        ("bot.cli.report", "from bot.sandbox.serve import serve", True),
    ],
)
def test_what_the_walk_finds(name: str, line: str, wrong: bool) -> None:
    assert bool(faults(Module(name, line))) is wrong
