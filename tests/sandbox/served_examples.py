"""The examples in the help of `ontour sandbox serve`, as they are printed."""

import re
import textwrap

from typer.testing import CliRunner

from bot.cli.sandbox import app

LENGTH = 3


def example(client: str) -> str:
    """The lines below the client's name in the help: exactly so many."""
    printed = CliRunner().invoke(app, ["serve", "--help"], env={"COLUMNS": "200"}).output
    found = re.search(rf"^ *{re.escape(client)}:\n((?: {{4,}}\S.*\n)+)", printed, re.MULTILINE)
    assert found and found[1].count("\n") == LENGTH, printed
    return textwrap.dedent(found[1])
