"""The journal's tables. No SQL that only SQLite knows; every time is UTC."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

SCHEMA = 1

metadata = MetaData()


class UtcTime(TypeDecorator[datetime]):
    """Aware datetimes in, aware UTC datetimes out; a naive one is refused at the door."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To naive UTC, as every database keeps it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value} in the journal")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back to aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def _json(name: str) -> Column[Any]:
    return Column(name, JSON, nullable=False)


meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", String, nullable=False))

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcTime, nullable=False),
    Column("institution", String, nullable=False, default=""),
    Column("kind", String, nullable=False),
    _json("actor"),
    _json("cause"),
    _json("data"),
    Index("event_by_institution", "institution", "id"),
)

engagement = Table(
    "engagement",
    metadata,
    Column("code", String, primary_key=True),
    Column("status", String, nullable=False),
    _json("actor"),
    Column("since", UtcTime),
    Column("person_at", UtcTime),
    Column("follow_up_on", Date),
    Column("session_held", Boolean, nullable=False, default=False),
    Column("open_question", Boolean, nullable=False, default=False),
    Column("replied", Boolean, nullable=False, default=False),
    Column("opted_out", Boolean, nullable=False, default=False),
    Column("needs_review", String, nullable=False, default=""),
    Column("proposal", String, nullable=False, default=""),
)

contact = Table(
    "contact",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("code", String, nullable=False, index=True),
    Column("role", String, nullable=False),
    Column("email", String, nullable=False),
    Column("titles", String, nullable=False, default=""),
    Column("initials", String, nullable=False, default=""),
    Column("first_name", String, nullable=False, default=""),
    Column("infix", String, nullable=False, default=""),
    Column("last_name", String, nullable=False, default=""),
    Column("address_form", String, nullable=False, default=""),
    Column("phone", String, nullable=False, default=""),
    Column("state", String, nullable=False),
    Column("proposal", String, nullable=False, default=""),
)

wave = Table(
    "wave",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String, nullable=False),
    Column("letter", String, nullable=False),
    _json("provinces"),
    Column("state", String, nullable=False),
    Column("seal", String, nullable=False, default=""),
    Column("letters", Integer, nullable=False, default=0),
    Column("planned_by", JSON),
    Column("approved_by", JSON),
    Column("approved_at", UtcTime),
    Column("not_before", UtcTime),
    Column("send_from", UtcTime),
    Column("standing", Boolean, nullable=False, default=False),
    Column("under", Integer),  # the standing wave whose approval this one rests on
    Column("reason", String, nullable=False, default=""),
    Column("message", Text, nullable=False, default=""),  # Melding
    Column("exclusions", JSON, nullable=False, default=list),
    Column("proof", String, nullable=False, default=""),
    Column("created_at", UtcTime, nullable=False),
    Column("approval", JSON),  # the version that approved, kept whole
)

letter = Table(
    "letter",
    metadata,
    Column("kenmerk", String, primary_key=True),
    Column("wave", Integer, nullable=False, index=True),
    Column("code", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("hash", String, nullable=False),
    _json("recipients"),
    Column("subject", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    _json("slots"),
    Column("document_sha256", String),
    Column("document_name", String, nullable=False, default=""),
    Column("template_sha256", String, nullable=False, default=""),
    _json("data"),
)

document = Table(
    "document", metadata, Column("sha256", String, primary_key=True), Column("content", LargeBinary, nullable=False)
)

outbox = Table(
    "outbox",
    metadata,
    Column("key", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("mailbox", String, nullable=False),
    Column("institution", String, nullable=False, default=""),
    Column("wave", Integer, index=True),
    Column("state", String, nullable=False, index=True),
    Column("due", UtcTime, nullable=False),
    _json("payload"),
    Column("graph_id", String),
    Column("internet_message_id", String, index=True),
    Column("conversation_id", String),
    Column("reason", String, nullable=False, default=""),
    Column("state_at", UtcTime, nullable=False),
    Column("sent_at", UtcTime),
    Column("claimed_at", UtcTime),
)

offer = Table(
    "offer",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("code", String, nullable=False, index=True),
    Column("kenmerk", String, nullable=False),
    Column("n", Integer, nullable=False),
    Column("start", UtcTime, nullable=False),
    Column("end", UtcTime, nullable=False),
    Column("adviser", String, nullable=False),
    Column("state", String, nullable=False),  # held | chosen | released
    Column("expires", UtcTime, nullable=False),
    Column("event_id", String),
    Column("event_etag", String, nullable=False, default=""),
    Index("offer_by_kenmerk", "kenmerk", "n"),
)

message = Table(
    "message",
    metadata,
    Column("graph_id", String, primary_key=True),
    Column("mailbox", String, nullable=False),
    Column("internet_message_id", String, nullable=False, index=True),
    Column("received_at", UtcTime, nullable=False),
    Column("institution", String, nullable=False, default="", index=True),
    Column("sender", String, nullable=False, default=""),
    Column("intent", String, nullable=False),
    Column("outcome", String, nullable=False),  # applied | review | ignored
    Column("reason", String, nullable=False, default=""),
    _json("reading"),
    Column("web_link", String, nullable=False, default=""),
    Column("urgent", Boolean, nullable=False, default=False),
    Column("open", Boolean, nullable=False, default=False),  # waits for a person
    Column("decision", String, nullable=False, default=""),
    Column("note", String, nullable=False, default=""),
    Column("marked", String, nullable=False, default=""),  # the category last set in Outlook
)

bookmark = Table(
    "bookmark",
    metadata,
    Column("resource", String, primary_key=True),
    Column("link", Text, nullable=False),
    Column("read_at", UtcTime, nullable=False),
)

site_item = Table(
    "site_item",
    metadata,
    Column("list", String, primary_key=True),
    Column("item_id", String, primary_key=True),
    Column("key", String, nullable=False, default=""),
    Column("etag", String, nullable=False, default=""),
    _json("seen"),
    _json("written"),
    Index("site_item_by_key", "list", "key"),
)

dirty = Table("dirty", metadata, Column("list", String, primary_key=True), Column("key", String, primary_key=True))

item_note = Table(
    "item_note",
    metadata,
    Column("list", String, primary_key=True),
    Column("item_id", String, primary_key=True),
    Column("text", String, nullable=False),  # Dutch: what of an item the bot does not take, and what to do
)

command = Table(
    "command",
    metadata,
    Column("list", String, primary_key=True),
    Column("item_id", String, primary_key=True),
    Column("column", String, primary_key=True),
    Column("version", String, primary_key=True),
    Column("value", String, nullable=False),
    _json("actor"),
    Column("at", UtcTime, nullable=False),
    Column("result", String, nullable=False, default=""),
)

institution = Table(
    "institution",
    metadata,
    Column("code", String, primary_key=True),
    _json("facts"),  # by field name; what imports said beyond the shipped register
    Column("at", UtcTime, nullable=False),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source", String, nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("sha256", String, nullable=False),  # of the file
    Column("digest", String, nullable=False),  # of what was read from it
    Column("at", UtcTime, nullable=False),
    _json("actor"),
    Column("snapshot", LargeBinary, nullable=False),  # what was read, compressed
)
