"""A mailbox: drafts, sends, folders, categories, deltas; ids are immutable ones throughout."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from bot.m365 import folders as mail_folders
from bot.m365.graph import Graph, Part, Result, answer_of
from bot.m365.messages import (
    FOUND_FIELDS,
    OWN,
    Address,
    DraftMail,
    Folder,
    Found,
    key_filter,
    key_of,
    parse_found,
)

__all__ = ["Address", "DraftMail", "Folder", "Found", "Mailbox", "key_of", "parse_found"]

IMMUTABLE = {"Prefer": 'IdType="ImmutableId"'}
READ_FIELDS = (
    "id,subject,from,sender,toRecipients,ccRecipients,replyTo,receivedDateTime,sentDateTime,body,internetMessageId,"
    "conversationId,internetMessageHeaders,categories,flag,isDraft,parentFolderId,webLink,hasAttachments"
)
"""What replies need of a message (internetMessageHeaders come only when named)."""

SENT_FIELDS = (
    "id,subject,from,toRecipients,ccRecipients,receivedDateTime,internetMessageId,conversationId,"
    "internetMessageHeaders,isDraft,webLink"
)
"""What tells a colleague's mail in Sent Items from our own: no bodies, for most are our letters."""


SEEN_FIELDS = (
    "id,subject,isDraft,parentFolderId,internetMessageId,conversationId,toRecipients,ccRecipients,createdDateTime,"
    "receivedDateTime,sentDateTime,categories,webLink"
)
"""What says where a message stands and whose it is."""


class Mailbox:
    """One mailbox by its address. Methods that end in `_part` give a Part for `graph.batch` or `batch_once`."""

    def __init__(self, graph: Graph, address: str) -> None:
        self.graph, self.address = graph, address
        self.path = f"/users/{quote(address)}"

    def draft_part(self, mail: DraftMail) -> Part:
        """Lay a draft; the answer's body goes to `parse_found`. ValueError for attachments over SMALL."""
        return self._part("POST", "/messages", mail.as_json())

    def reply_draft_part(self, original_id: str, mail: DraftMail) -> Part:
        """Lay an answer in the thread of `original_id`, with recipients, subject and body of `mail` (no quote)."""
        return self._part("POST", f"/messages/{_id(original_id)}/createReply", {"message": mail.as_json()})

    def send_part(self, message_id: str) -> Part:
        """Send a draft (202). `send` names nobody: check the draft's recipients before it."""
        return self._part("POST", f"/messages/{_id(message_id)}/send")

    def delete_part(self, message_id: str) -> Part:
        """Remove a message (it goes to Deleted Items)."""
        return self._part("DELETE", f"/messages/{_id(message_id)}")

    def set_categories_part(self, message_id: str, categories: Sequence[str], flagged: bool | None) -> Part:
        """Set exactly these categories, and the flag (None: as it is); the message comes back in the next delta."""
        flag = {} if flagged is None else {"flag": {"flagStatus": "flagged" if flagged else "notFlagged"}}
        return self._part("PATCH", f"/messages/{_id(message_id)}", {"categories": list(categories), **flag})

    def find_by_key(self, keys: Sequence[str]) -> dict[str, list[Found]]:
        """Every message that carries each key, in all folders (Deleted Items too); an empty list where none does."""
        results = self.graph.batch([self.find_part(key) for key in keys])
        return {key: found_in(result) for key, result in zip(keys, results, strict=True)}

    def find_part(self, key: str) -> Part:
        """One key as a part; its result goes to `found_in`."""
        return self._part("GET", f"/messages?{_query({'$filter': key_filter(key), '$select': FOUND_FIELDS})}")

    def drafts_part(self, top: int = 1000) -> Part:
        """The newest drafts with recipients and changeKey; its result goes to `drafts_in`."""
        options = {"$select": FOUND_FIELDS, "$orderby": "receivedDateTime desc", "$top": str(top)}
        return self._part("GET", f"/mailFolders/drafts/messages?{_query(options)}")

    def drafts_in(self, result: Result) -> list[Found]:
        """Every draft by the result of `drafts_part`: where more lie than it holds, the further pages are read now.

        Raises GraphFault when it was refused.
        """
        page = answer_of(result, "the list of drafts")
        more = self.graph.pages(page["@odata.nextLink"], headers=IMMUTABLE) if "@odata.nextLink" in page else ()
        found = {str(message["id"]): parse_found(message) for message in (*page["value"], *more)}
        return list(found.values())  # one that was laid between two pages shifts another onto both

    def every(self) -> Iterator[dict[str, Any]]:
        """Every message of every folder (Deleted Items too) as Graph gives it: our key and trace, no bodies."""
        query = _query({"$select": SEEN_FIELDS, "$expand": OWN, "$top": "200"})
        return self.graph.pages(f"{self.path}/messages?{query}", headers=IMMUTABLE)

    def get(self, message_id: str, select: str = READ_FIELDS) -> dict[str, Any]:
        """A message as Graph gives it. A GraphFault with 404 just after a send may mean that the copy is late."""
        path = f"{self.path}/messages/{_id(message_id)}?{_query({'$select': select})}"
        return self.graph.get(path, headers=IMMUTABLE)

    def get_part(self, message_id: str, select: str = READ_FIELDS) -> Part:
        """The same as a part."""
        return self._part("GET", f"/messages/{_id(message_id)}?{_query({'$select': select})}")

    def mime(self, message_id: str) -> bytes:
        """The whole message as it travelled."""
        path = f"{self.path}/messages/{_id(message_id)}/$value"
        return bytes(self.graph.raw("GET", path, headers=IMMUTABLE).content)

    def mime_part(self, message_id: str) -> Part:
        """The same as a part; its result goes to `mime_in`."""
        return self._part("GET", f"/messages/{_id(message_id)}/$value")

    def message_delta_start(self, folder_id: str, select: str = READ_FIELDS) -> str:
        """The link that reads a folder (id or well-known name) for the first time; see bot.m365.delta."""
        path = f"{self.path}/mailFolders/{_id(folder_id)}/messages/delta"
        return f"{self.graph.base}{path}?{_query({'$select': select})}"

    def folders(self) -> dict[str, Folder]:
        """Every folder by id, those inside others too."""
        return mail_folders.read(self.graph, self.path)

    def ensure_categories(self, names: Sequence[str]) -> None:
        """Put these into the mailbox's list of categories, so that Outlook shows them with a colour."""
        mail_folders.ensure_categories(self.graph, self.path, names)

    def _part(self, method: str, path: str, body: Any = None) -> Part:
        return Part(method, f"{self.path}{path}", body, IMMUTABLE)


def found_in(result: Result) -> list[Found]:
    """The messages of `find_part`; raises GraphFault when it was refused."""
    return [parse_found(message) for message in answer_of(result, "a search for messages")["value"]]


def mime_in(result: Result) -> bytes:
    """The message of `mime_part`: $batch carries it as base64 text."""
    return base64.b64decode(answer_of(result, "a message's MIME"))


def _id(graph_id: str) -> str:
    return quote(graph_id, safe="")


def _query(options: Mapping[str, str]) -> str:
    return urlencode(options, safe="$,", quote_via=quote)
