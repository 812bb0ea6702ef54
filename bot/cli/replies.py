"""`ontour replies`: read the mailbox, see what waits for a person, decide."""

from typing import Annotated, Any

import typer

from bot.cli.replies_explain import explain
from bot.cli.session import operator, session, show
from bot.errors import DataError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Read the mailbox and decide what waits."
)
app.command()(explain)


@app.command()
def sync(context: typer.Context) -> None:
    """Read new mail, act on what is plain, mark how each ended."""
    from bot.jobs.mail.mark import mark
    from bot.jobs.mail.read import MailReader

    app_ = session(context).app
    with app_.journal.sender_lock():  # `ontour run` reads the same folders
        new, marked = MailReader(app_).read(), mark(app_)
    show([f"{new} new messages, {marked} marked in Outlook"])


@app.command()
def review(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False
) -> None:
    """The mails that wait for a person, urgent ones first. Never their text: that is in Outlook, behind the link."""
    from bot.cli.output import as_json
    from bot.store import messages

    app_ = session(context).app
    with app_.journal.begin() as tx:
        rows = [_row(one) for one in messages.waiting(tx)]
    as_json(rows) if json else show([_line(row) for row in rows] or ["no mail waits"])


@app.command()
def decide(
    context: typer.Context,
    mail: Annotated[str, typer.Argument(metavar="MAIL", help="As `replies review` names it.")],
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="A choice of the column Besluit.")],
    by: Annotated[str, typer.Option(metavar="ADDRESS", help="Who decides.")] = "",
) -> None:
    """Decide about a mail that waits, and close it. The same as Besluit in the list Postbak."""
    from bot.desk.commands import command_of
    from bot.desk.declarations import declaration
    from bot.jobs.mail.decide import decide as carry_out
    from bot.store import messages

    value = command_of(declaration("Postbak"), "", "Besluit", decision, "").value
    app_ = session(context).app
    with app_.journal.begin() as tx:
        graph_id = _waiting_id(messages.waiting(tx), mail)
        carry_out(app_, tx, graph_id, value, operator(by))
        after = messages.known(tx, graph_id) or {}
    if after.get("open"):
        raise DataError(f"{mail}: {after['note']}")
    show([after.get("note", "")])


def _waiting_id(rows: Any, mail: str) -> str:
    wanted = mail.strip("<>")
    for row in rows:
        if wanted in (row["graph_id"], row["internet_message_id"].strip("<>")):
            return str(row["graph_id"])
    raise DataError(f"{mail}: no mail of that id waits; `ontour replies review` lists them")


def _row(row: dict[str, Any]) -> dict[str, Any]:
    kept = ("internet_message_id", "received_at", "institution", "sender", "intent", "urgent", "reason", "web_link")
    facts = {name: row[name] for name in kept}
    return {"mail": row["graph_id"], **facts, "proposal": row["reading"].get("proposal", "")}


def _line(row: dict[str, Any]) -> str:
    from bot.cli.output import moment

    head = f"{'URGENT  ' if row['urgent'] else ''}{row['internet_message_id']}  {moment(row['received_at'])}"
    return f"{head}  {row['institution'] or '-'}  {row['intent']}: {row['reason']}; voorstel: {row['proposal']}"
