"""Taking a raw MIME message apart, whatever its state: no input raises and none takes long."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime

from bot.replies.ends import ends
from bot.replies.fields import plain

MAX_PARTS = 200  # parts that are looked at; the rest is not text that a person wrote
MAX_BYTES = 2_000_000  # of a message: what stands later is attachments
MAX_TEXT = 200_000  # characters of a text part
MAX_BOUNDARIES = 2_000  # nested multiparts beyond this are not parsed at all
MAX_HEADER = 8_000
MAX_DEPTH = 5  # messages attached to attached messages
TEXT_FILES = (".txt", ".eml", ".htm", ".html", ".md", ".csv", ".ics")


def parse(raw: bytes) -> Message:
    """The message, cut to a size that parses in no time; one that cannot be parsed is an empty message with headers."""
    raw = raw[:MAX_BYTES]
    if raw.lower().count(b"boundary=") > MAX_BOUNDARIES or raw.count(b"\n--") > 20 * MAX_PARTS:
        raw = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        raw = re.sub(rb"(?im)^content-type:.*(\n[ \t].*)*", b"Content-Type: application/octet-stream", raw) + b"\n\n"
    try:
        return message_from_bytes(raw, policy=compat32)
    except Exception:  # broken in a way that the parser does not know
        return Message()


def walk(message: Message, nested: bool = True) -> Iterator[Message]:
    """The leaf parts in order, at most MAX_PARTS of them, without recursion. Attached messages are leaves."""
    waiting, seen = [message], 0
    while waiting and seen < MAX_PARTS:
        part, seen = waiting.pop(), seen + 1
        payload = part.get_payload()
        if isinstance(payload, list) and part.get_content_maintype() == "multipart" and nested:
            waiting.extend(reversed([one for one in payload if isinstance(one, Message)]))
        else:
            yield part


def text_of(part: Message, depth: int = 0) -> str:
    """Decoded text of a part, the middle of a long one left out; message/* parts give the text of what is in them."""
    payload = part.get_payload()
    if isinstance(payload, list):
        inner = [one for one in payload if isinstance(one, Message)] if depth < MAX_DEPTH else []
        return ends("\n\n".join(_as_text(one, depth + 1) for one in inner), MAX_TEXT)
    try:
        raw = part.get_payload(decode=True)
    except Exception:  # broken transfer encoding
        raw = None
    if not isinstance(raw, bytes):
        return ends(str(payload or ""), MAX_TEXT)
    return ends(decode(raw, _charset(part)), MAX_TEXT)


def decode(raw: bytes, charset: str) -> str:
    """Bytes as text: UTF-8 where it is that whatever the label says, else the label, else windows-1252."""
    names = [charset] if charset.startswith(("utf-16", "utf-7", "iso-2022")) else ["utf-8", charset, "windows-1252"]
    for name in names:
        try:
            return raw.decode(name)
        except (LookupError, UnicodeError):
            continue
    return raw.decode("latin-1")


def header(value: object) -> str:
    """A header value decoded and unfolded."""
    text = re.sub(r"\r?\n[ \t]*", " ", str(value))[:MAX_HEADER]
    if "=?" not in text:
        return text.strip()
    try:
        pairs = decode_header(text)
    except Exception:
        return text.strip()
    return "".join(
        one if isinstance(one, str) else decode(one, (name or "utf-8").lower()) for one, name in pairs
    ).strip()


def addresses(value: object) -> list[tuple[str, str]]:
    """(decoded name, address in lower case) of each address in a header as it travelled: a name may decode to one."""
    text = re.sub(r"\r?\n[ \t]*", " ", str(value))[:MAX_HEADER]
    try:
        return [(header(name), plain(one)) for name, one in getaddresses([text]) if "@" in one]
    except Exception:
        return []


def message_ids(value: str) -> tuple[str, ...]:
    """The ids of an In-Reply-To or References header, in order."""
    return tuple(re.findall(r"<[^<>\s]{3,400}>", value[:MAX_HEADER]))


def date_of(value: str) -> object:
    """The datetime of a Date header, or None."""
    try:
        return parsedate_to_datetime(value)
    except Exception:
        return None


def _charset(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "utf-8").lower()
    except Exception:
        return "utf-8"


def _as_text(message: Message, depth: int) -> str:
    """Headers and texts of an attached message, and of those attached to it in turn."""
    headers = "\n".join(f"{key}: {header(value)}" for key, value in message.items())
    return "\n\n".join([headers, *(text_of(one, depth) for one in walk(message) if is_text(one))])


def is_text(part: Message) -> bool:
    """Whether people read words in it: by its type, or by a name that says so where the type says nothing."""
    kind = part.get_content_type()
    return kind.startswith(("text/", "message/")) or (
        kind == "application/octet-stream" and file_name(part).lower().endswith(TEXT_FILES)
    )


def file_name(part: Message) -> str:
    """The name of an attached file, '' where it has none or an unreadable one."""
    try:
        return (part.get_filename() or "")[:200]
    except Exception:
        return ""
