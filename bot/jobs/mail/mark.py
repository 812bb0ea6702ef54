"""How a mail ended, as a category in Outlook: people see it where they work."""

from typing import Any

from bot.app import App
from bot.store import messages

CATEGORIES = {"applied": "Bot: verwerkt", "review": "Bot: graag bekijken", "ignored": "Bot: genegeerd"}
URGENT = "Bot: dringend"


def mark(app: App) -> int:
    """Set the category (and the flag on those for review) where it does not say yet how the mail ended.

    People's own categories and flags stay: the message is read before it is written.
    """
    with app.journal.begin() as tx:
        rows = list(messages.unmarked(tx))
    if not rows:
        return 0
    present = app.graph.batch([app.mailbox.get_part(row["graph_id"], "id,categories") for row in rows])
    parts, marked = [], []
    own = {*CATEGORIES.values(), URGENT}
    for row, found in zip(rows, present, strict=True):
        if found.ok:
            kept = [one for one in found.body.get("categories", []) if one not in own]
            wanted = [CATEGORIES[row["outcome"]], *([URGENT] if row["urgent"] else []), *kept]
            parts.append(app.mailbox.set_categories_part(row["graph_id"], wanted, _flag(row)))
            marked.append(row)
        elif found.status == 404:
            with app.journal.begin() as tx:  # a person removed it: nothing to mark
                messages.marked(tx, row["graph_id"], row["outcome"])
    answers = app.graph.batch(parts)
    with app.journal.begin() as tx:
        for row, answer in zip(marked, answers, strict=True):
            if answer.ok:
                messages.marked(tx, row["graph_id"], row["outcome"])
    return len(marked)


def _flag(row: dict[str, Any]) -> bool | None:
    """Set on what waits; taken away once that is decided; else it is a person's."""
    if row["outcome"] == "review":
        return True
    return False if row["marked"] == "review" else None
