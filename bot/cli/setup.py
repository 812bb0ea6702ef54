"""`ontour setup`: make what the bot needs in the tenant."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.session import session, show
from bot.errors import ConfigError, DataError

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def setup(
    context: typer.Context,
    export: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Only write what is done by hand: script and checklist.")
    ] = None,
) -> None:
    """Make lists, library folders and categories. Running it again changes nothing that is there."""
    if export is not None:
        m365 = session(context).config.m365
        show(write_export(export, m365.site_url, m365.mailbox))
        return
    from bot.jobs.setup import setup as provision

    show(provision(session(context).app))


def write_export(folder: Path, site_url: str, mailbox: str) -> list[str]:
    """Write the PowerShell script and the checklist; answers their paths."""
    from bot.desk.setup_script import checklist, script

    if not site_url:
        raise ConfigError(
            "m365.site_url is not set; set it in ontour.toml or with --set m365.site_url=https://HOST/sites/NAME"
        )
    files = {"setup-site.ps1": script(site_url), "controlelijst.md": checklist(site_url, mailbox)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as fault:
        raise DataError(f"{folder}: cannot be written ({fault.strerror}); choose another folder") from None
    return [str(folder / name) for name in files]
