"""What came in and how it ended: by its category in Outlook, by Postbak, and by what was answered since.

What nothing says to have been handled is left for the next round, which reads it as new.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bot.app import App
from bot.desk.lists.postbak import DONE
from bot.jobs.mail.act import record
from bot.jobs.mail.fetch import fetch
from bot.jobs.mail.letters import book
from bot.jobs.mail.mark import CATEGORIES
from bot.models.actor import Service
from bot.models.reply import Intent, Mail, Reading
from bot.models.status import Status
from bot.ops.restore.adopt import Adopted, items
from bot.ops.tenant import MailSeen
from bot.replies.decide import read
from bot.store import engagements, events, messages, site

SILENT = (
    Intent.OUT_OF_OFFICE,
    Intent.RECEIPT,
    Intent.BOUNCE_HARD,
    Intent.BOUNCE_SOFT,
    Intent.CALENDAR_RESPONSE,
    Intent.UNRELATED,
)
"""What is no answer of a person."""
LEADS_TO = {
    Intent.ACCEPT_SLOT: (Status.TALK_PLANNED, Status.INTERESTED),
    Intent.PROPOSE_TIME: (Status.TALK_PLANNED, Status.INTERESTED),
    Intent.ACCEPT: (Status.INTERESTED,),
    Intent.CALLBACK: (Status.INTERESTED,),
    Intent.DELEGATE: (Status.INTERESTED,),
    Intent.DECLINE: (Status.DECLINED,),
    Intent.DEFER: (Status.LATER,),
}
"""The statuses in which the list shows the outcome of a mail."""
ANSWERED, MARKED, SHOWN = (
    "hersteld: na dit bericht is in dit gesprek geantwoord",
    "hersteld: zo stond het in Outlook",
    "hersteld: de lijst laat de uitkomst al zien",
)


def mails(app: App, seen: Sequence[MailSeen]) -> int:
    """Every message that was handled before the journal was lost; answers how many."""
    with app.journal.begin() as tx:
        fresh = [one for one in seen if one.came_in and messages.known(tx, one.id) is None]
    postbak = {str(one.fields["Link"]): one for one in items(app, "Postbak") if one.fields.get("Link")}
    found = app.graph.batch([app.mailbox.get_part(one.id) for one in fresh])
    whole = fetch(app, [answer.body for answer in found if answer.ok]).whole
    by_id = {one.id: one for one in fresh}
    answered = _answered(seen)
    count = 0
    for mail in whole:
        one = by_id[mail.graph_id]
        with app.journal.begin() as tx:
            count += _restore(app, tx, mail, one, postbak.get(one.web_link), answered)
    return count


def _answered(seen: Iterable[MailSeen]) -> Mapping[str, MailSeen]:
    """The last answer that we (the bot or a colleague) sent in each conversation; letters begin one and answer none."""
    found: dict[str, MailSeen] = {}
    for one in seen:
        answer = one.key.startswith("answer:") if one.key else one.folder == "sentitems"
        if answer and not one.draft and one.conversation_id:
            found[one.conversation_id] = one
    return found


def _restore(
    app: App, tx: Connection, mail: Mail, one: MailSeen, item: Adopted | None, answered: Mapping[str, MailSeen]
) -> bool:
    reading = read(mail, book(app), app.rules)
    code = reading.institution if reading.institution and reading.institution in app.institutions else ""
    marked = next((outcome for outcome, name in CATEGORIES.items() if name in one.categories), "")
    last = answered.get(one.conversation_id)
    if item is not None:
        outcome, reason = ("review" if item.fields.get("Stand") != DONE else "applied"), MARKED
    elif marked in ("applied", "ignored"):
        outcome, reason = marked, MARKED
    elif reading.urgent or marked == "review":
        return False
    elif last is not None and last.at > one.at:
        outcome, reason = "applied", ANSWERED
    elif code and _shown(tx, code, reading, mail):
        outcome, reason = "applied", SHOWN
    else:
        return False
    record(app, tx, mail, reading, code, outcome, reason)
    if marked == outcome:
        messages.marked(tx, mail.graph_id, outcome)
    if item is not None:
        _of_item(tx, mail, item)
    _flags(app, tx, code, reading, mail, outcome)
    return True


def _shown(tx: Connection, code: str, reading: Reading, mail: Mail) -> bool:
    """The bot set the status to which this mail leads after it came in."""
    known = engagements.get(tx, code)
    since = known.since is not None and known.since >= mail.received_at
    return since and known.status in LEADS_TO.get(reading.intent, ())


def _of_item(tx: Connection, mail: Mail, item: Adopted) -> None:
    """The item of Postbak stands for it; what a person decided there and the bot did not do yet stays to be read."""
    if site.get(tx, "Postbak", item.item.id) is None:
        site.put(tx, item.site_item(mail.graph_id))
    if item.fields.get("Stand") == DONE:
        messages.change(
            tx,
            mail.graph_id,
            decision=str(item.fields.get("Besluit") or ""),
            note=str(item.fields.get("Melding") or ""),
        )


def _flags(app: App, tx: Connection, code: str, reading: Reading, mail: Mail, outcome: str) -> None:
    """What the institution's answers mean for what is sent next (P5)."""
    cause = {"mail": mail.internet_message_id, "rule": "herstel van het logboek"}
    events.record(tx, mail.received_at, "mail:restored", actor=Service(), institution=code, cause=cause)
    if not code:
        return
    known = engagements.get(tx, code)
    spoke = reading.intent not in SILENT and outcome != "ignored"
    after = replace(
        known,
        replied=known.replied or (spoke and outcome == "applied"),
        open_question=known.open_question or outcome == "review",
        opted_out=known.opted_out or (reading.intent is Intent.OPT_OUT and outcome == "applied"),
    )
    if after != known:
        engagements.put(tx, after)
