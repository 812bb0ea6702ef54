"""What every command gets: settings and application, each made when first asked for; and who is at the keyboard."""

import getpass
import socket
import sys
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.models.actor import Operator

if TYPE_CHECKING:
    from bot.app import App
    from bot.config import Config


@dataclass
class Session:
    """One call of `ontour`: the options before the command."""

    file: Path | None = None
    overrides: tuple[str, ...] = ()

    @cached_property
    def config(self) -> "Config":
        """The settings; ConfigError where they are wrong."""
        from bot.config import load

        return load(self.file, self.overrides)

    @cached_property
    def app(self) -> "App":
        """The application; its progress and its log go to stderr."""
        import structlog

        from bot.app import build

        structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # stdout is for results
        return build(self.config, say)

    def today(self) -> date:
        """The date in Amsterdam, without the application where the machine's own clock is meant."""
        from bot.clock import AMSTERDAM, SystemClock

        if self.config.clock.source == "system":
            return SystemClock().now().astimezone(AMSTERDAM).date()
        return self.app.today()


def session(context: typer.Context) -> Session:
    """The session of a command's context."""
    found: Session = context.obj
    return found


def operator(claims: str = "") -> Operator:
    """Who calls: the operating system's user and host, and the address given with --by."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container whose user has no name
        user = "unknown"
    return Operator(user, socket.gethostname(), claims)


def say(line: str) -> None:
    """Progress, on stderr: stdout is for results."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def show(lines: list[str]) -> None:
    """Results, a line each."""
    for line in lines:
        typer.echo(line)
