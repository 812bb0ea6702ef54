"""The commands by name. Only the one that is called is imported, so that help and offline commands are quick."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

COMMANDS = {
    "demo": "Play the whole tour on a sandbox tenant.",
    "sandbox": "A Microsoft 365 tenant on this machine.",
    "setup": "Make lists, folders and categories in the tenant.",
    "doctor": "Check settings, tenant, site and mailbox.",
    "run": "The service: every job at its interval.",
    "status": "How the tour stands, on one screen.",
    "register": "Municipalities and their office-holders.",
    "letter": "Merge, lint and preview letters.",
    "wave": "Plan, approve and send waves of letters.",
    "replies": "Read the mailbox and decide what waits.",
    "engagement": "How each municipality stands.",
    "meetings": "Offered times and booked talks.",
    "report": "The figures per province.",
    "rebuild": "A lost journal out of lists, mailbox and calendar.",
    "backup": "A checked copy of the journal.",
    "purge": "Empty the journal of old personal data.",
}
"""Each is the Typer app `app` of bot/cli/<name>.py; `report` alone has its command elsewhere."""

ELSEWHERE = {"report": "bot.cli.report_command"}


class LazyGroup(TyperGroup):
    """A group that knows its commands' names and help, and imports one when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """For the help: name and text, without the import."""
        return TyperCommand(cmd_name, help=COMMANDS[cmd_name]) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """For a call: the command itself; an unknown name is wrong usage."""
        name = args[0]
        if name not in COMMANDS:
            return super().resolve_command(ctx, args)
        module = import_module(ELSEWHERE.get(name, f"bot.cli.{name}"))
        return name, typer.main.get_command(module.app), args[1:]
