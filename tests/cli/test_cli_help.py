"""The help of every command: whole sentences, no stray options, nothing of this machine."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperOption

from bot.cli.lazy import COMMANDS, ELSEWHERE

ROOT = Path(__file__).resolve().parents[2]


def commands() -> list[list[str]]:
    """Every command and group as it is called."""
    found: list[list[str]] = [[]]
    for name in COMMANDS:
        made: Any = typer.main.get_command(import_module(ELSEWHERE.get(name, f"bot.cli.{name}")).app)
        found += [[name], *([name, inner] for inner in getattr(made, "commands", {}))]
    return found


@pytest.mark.parametrize("call", commands(), ids=" ".join)
def test_help_is_whole_and_of_no_machine(ontour: Callable[..., Any], call: list[str]) -> None:
    done = ontour(*call, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.lstrip().startswith("Usage: ontour")
    assert "completion" not in done.stdout and str(ROOT) not in done.stdout
    _, _, listed = done.stdout.partition("Commands:")
    assert "..." not in listed, "a summary is cut off: let the first sentence of the docstring be shorter"
    assert "<path>" not in done.stdout.partition("Options:")[2], "name what is asked: FILE or DIR"


def test_an_option_without_help_is_none(ontour: Callable[..., Any]) -> None:
    for name in COMMANDS:
        made: Any = typer.main.get_command(import_module(ELSEWHERE.get(name, f"bot.cli.{name}")).app)
        for one in [made, *getattr(made, "commands", {}).values()]:
            bare = [each.name for each in one.params if isinstance(each, TyperOption) and not each.help]
            assert bare == [], f"{name} {one.name}"
