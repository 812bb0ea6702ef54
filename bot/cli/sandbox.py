"""`ontour sandbox`: a Microsoft 365 tenant on this machine."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.callback()
def root() -> None:
    """A Microsoft 365 tenant on this machine, for the demo and for tests."""


@app.command()
def serve(
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep state, port and CA here; without it all is forgotten.")
    ] = None,
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="The port; 0 takes a free one.")] = 0,
    ready: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Made once it listens: addresses, credentials, CA.")
    ] = None,
    people: Annotated[
        str, typer.Option(metavar="none|simulated", help="Whether offices and staff are played.")
    ] = "none",
    latency_ms: Annotated[int, typer.Option(metavar="N", min=0, help="Delay of each HTTP request to Graph.")] = 0,
    faults: Annotated[Path | None, typer.Option(metavar="FILE", help="A fault plan: a JSON list.")] = None,
    record: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write each exchange here, a JSON line each.")
    ] = None,
    knobs: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Set a knob, like clock_speed=60; may be repeated."),
    ] = None,
) -> None:
    """Be Entra ID and Microsoft Graph on this machine. Over https on loopback, until stopped.

    Nothing in it is about this program: another team can test its own Graph program on it. Lead graph.microsoft.com
    and login.microsoftonline.com to 127.0.0.1 (hosts file), serve with --port 443 --ready ready.json, and let
    REQUESTS_CA_BUNDLE and SSL_CERT_FILE name the ready file's ca_file. Then, where ready is what json.load makes of
    the ready file:

    \b
    O365:
        keys = ready["client_id"], ready["client_secret"]
        account = Account(keys, auth_flow_type="credentials", tenant_id=ready["tenant_id"])
        mails = account.authenticate() and list(account.mailbox(ready["mailbox"]).get_messages())

    \b
    msgraph-sdk:
        credential = ClientSecretCredential(ready["tenant_id"], ready["client_id"], ready["client_secret"])
        client = GraphServiceClient(credential, ["https://graph.microsoft.com/.default"])
        mails = asyncio.run(client.users.by_user_id(ready["mailbox"]).messages.get()).value
    """
    from bot.sandbox.serve import Options
    from bot.sandbox.serve import serve as run

    try:
        run(Options(data, port, ready, people, latency_ms, faults, record, tuple(knobs or ())))
    except ValueError as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None
