"""`python -m bot.sandbox serve`: the sandbox without the rest of ontour."""

from bot.cli.sandbox import app

app(prog_name="python -m bot.sandbox")
