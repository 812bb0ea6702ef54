"""People's decisions in Postbak: what to do with a mail that waited for them."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.mail.decide import decide
from bot.jobs.site.authors import actor_of, version_of
from bot.jobs.site.faults import bad_columns
from bot.store import messages, site

if TYPE_CHECKING:
    from bot.jobs.site.read import Change


def key_of(tx: Connection, fields: dict[str, Any]) -> str:
    """The mail that an item stands for, by the link it shows."""
    link = fields.get("Link")
    return next((row["graph_id"] for row in messages.waiting(tx) if link and row["web_link"] == link), "")


def changed(app: App, change: "Change") -> None:
    """Carry out Besluit once, under the name of who set it."""
    with app.journal.begin() as tx:
        value = change.commands.get("Besluit") if "Besluit" not in bad_columns(change.item) else None
        version = version_of(change.versions, "Besluit", value)
        if value and version and change.item.key:
            actor = actor_of(version)
            if site.claim(tx, "Postbak", change.item.item_id, "Besluit", version.id, str(value), actor, app.now()):
                decide(app, tx, change.item.key, str(value), actor)
        site.put(tx, change.item)
        if change.item.key:
            site.mark(tx, "Postbak", change.item.key)
