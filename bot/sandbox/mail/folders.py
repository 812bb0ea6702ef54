"""Mail folders: the well-known ones and people's own."""

import uuid
from typing import Any

from bot.sandbox.http import GraphError
from bot.sandbox.mail import state
from bot.sandbox.mail.listing import Listing
from bot.sandbox.tenant import Tenant, User

WELL_KNOWN = {
    "inbox": "Postvak IN",
    "drafts": "Concepten",
    "sentitems": "Verzonden items",
    "deleteditems": "Verwijderde items",
    "junkemail": "Ongewenste e-mail",
    "archive": "Archief",
    "outbox": "Postvak UIT",
}


def well_known_id(mailbox: str, name: str) -> str:
    """The id of a well-known folder in a mailbox."""
    return "AAMkAD" + uuid.uuid5(uuid.NAMESPACE_OID, f"{mailbox}/{name}").hex + "AAAAAAEM="


def resolve(tenant: Tenant, mailbox: User, key: str) -> str:
    """The id of a folder given by id or well-known name; 404 when there is none."""
    if key.lower() in WELL_KNOWN:
        return well_known_id(mailbox.id, key.lower())
    if any(key == well_known_id(mailbox.id, name) for name in WELL_KNOWN):
        return key
    found = tenant.db.get("folder", key)
    if found is None or found["mailbox"] != mailbox.id:
        raise GraphError(404, "ErrorItemNotFound", f"The folder '{key}' was not found.")
    return key


def all_of(tenant: Tenant, mailbox: User, parent: str = "") -> list[dict[str, Any]]:
    """The folders below `parent` ('' is the top) as Graph shows them."""
    own = [one for one in tenant.db.list("folder", mailbox.id) if one["parent"] == parent]
    names = [] if parent else [(well_known_id(mailbox.id, key), title) for key, title in WELL_KNOWN.items()]
    rows = [*names, *((one["id"], one["name"]) for one in own)]
    return [shown(tenant, mailbox, key, title, parent) for key, title in rows]


def find(tenant: Tenant, mailbox: User, key: str) -> dict[str, Any]:
    """One folder as Graph shows it."""
    folder = resolve(tenant, mailbox, key)
    for name, title in WELL_KNOWN.items():
        if folder == well_known_id(mailbox.id, name):
            return shown(tenant, mailbox, folder, title, "")
    row = tenant.db.get("folder", folder)
    assert row is not None
    return shown(tenant, mailbox, folder, row["name"], row["parent"])


def make(tenant: Tenant, mailbox: User, name: str, parent: str = "") -> dict[str, Any]:
    """A new folder; 409 when its name is taken beside it."""
    if not name:
        raise GraphError(400, "ErrorInvalidArgument", "The folder needs a displayName.")
    if any(one["displayName"].lower() == name.lower() for one in all_of(tenant, mailbox, parent)):
        raise GraphError(409, "ErrorFolderExists", "A folder with the specified name already exists.")
    key = "AAMkAD" + uuid.uuid4().hex + "AAAAAAEN="
    tenant.db.put("folder", key, {"id": key, "mailbox": mailbox.id, "name": name, "parent": parent}, mailbox.id)
    return shown(tenant, mailbox, key, name, parent)


def rename(tenant: Tenant, mailbox: User, key: str, name: str) -> dict[str, Any]:
    """Give a folder of one's own another name."""
    row = _own(tenant, mailbox, key)
    if not name:
        raise GraphError(400, "ErrorInvalidArgument", "The folder needs a displayName.")
    tenant.db.put("folder", row["id"], {**row, "name": name}, mailbox.id)
    return shown(tenant, mailbox, row["id"], name, row["parent"])


def remove(tenant: Tenant, mailbox: User, key: str) -> None:
    """Take a folder of one's own away with the folders in it; their messages go to Deleted Items."""
    row = _own(tenant, mailbox, key)
    for child in [one for one in tenant.db.list("folder", mailbox.id) if one["parent"] == row["id"]]:
        remove(tenant, mailbox, child["id"])
    for message in list(Listing(tenant.db, mailbox.id, row["id"])):
        state.move(tenant.db, message, well_known_id(mailbox.id, "deleteditems"))
    tenant.db.delete("folder", row["id"])
    tenant.db.put("folder_gone", row["id"], {"id": row["id"]}, mailbox.id)


def _own(tenant: Tenant, mailbox: User, key: str) -> dict[str, Any]:
    """A folder that people made; 403 for the well-known ones."""
    row = tenant.db.get("folder", resolve(tenant, mailbox, key))
    if row is None:
        raise GraphError(403, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be changed.")
    return row


def changed(tenant: Tenant, mailbox: User, since: int) -> list[dict[str, Any]]:
    """Folders made, renamed or removed after a moment of the change counter; all of them for 0."""
    if not since:
        own = [one for one in tenant.db.list("folder", mailbox.id) if one["parent"]]
        below = [shown(tenant, mailbox, one["id"], one["name"], one["parent"]) for one in own]
        return [*all_of(tenant, mailbox), *below]
    rows = tenant.db.list("folder", mailbox.id, since_seq=since)
    made = [shown(tenant, mailbox, one["id"], one["name"], one["parent"]) for one in rows]
    gone = tenant.db.list("folder_gone", mailbox.id, since_seq=since)
    return [*made, *({"id": one["id"], "@removed": {"reason": "deleted"}} for one in gone)]


def shown(tenant: Tenant, mailbox: User, key: str, title: str, parent: str) -> dict[str, Any]:
    """The mailFolder resource."""
    counted = "SELECT total, unread FROM mail_count WHERE mailbox = ? AND folder = ?"
    total, unread = tenant.db.execute(counted, (mailbox.id, key)).fetchone() or (0, 0)
    children = sum(one["parent"] == key for one in tenant.db.list("folder", mailbox.id))
    root = "AAMkAD" + uuid.uuid5(uuid.NAMESPACE_OID, f"{mailbox.id}/root").hex + "AAAAAAEI="
    return {
        "id": key,
        "displayName": title,
        "parentFolderId": parent or root,
        "childFolderCount": children,
        "unreadItemCount": unread,
        "totalItemCount": total,
        "isHidden": False,
    }
