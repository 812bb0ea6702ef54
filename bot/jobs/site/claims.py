"""A person's command, which the journal takes once."""

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app import App
from bot.errors import Refused
from bot.models.actor import Actor
from bot.store import site


@dataclass(frozen=True, slots=True)
class Claim:
    """A value in a command column, known by the version that brought it in, and who did.

    What the command does in the journal belongs to the transaction in which it is taken: then a crash leaves both or
    neither. What it does in Microsoft 365 comes before, and must be the same when it is done again.
    """

    list: str
    item_id: str
    column: str
    version: str
    value: str
    actor: Actor

    def taken(self, app: App) -> bool:
        """It was carried out before."""
        with app.journal.begin() as tx:
            return site.claimed(tx, self.list, self.item_id, self.column, self.version)

    def take(self, app: App, tx: Connection) -> bool:
        """Take it; False when it was taken before."""
        return site.claim(tx, self.list, self.item_id, self.column, self.version, self.value, self.actor, app.now())

    def settle(self, app: App, tx: Connection) -> None:
        """Take it with what was made for it. Refused, so that nothing of it stays, when another process was first."""
        if not self.take(app, tx):
            raise Refused("Deze opdracht is al uitgevoerd.")
