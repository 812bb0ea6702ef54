"""Mail folders: the well-known ones and people's own."""

import uuid
from typing import Any

from bot.sandbox.absent import absent
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
ROOT = "msgfolderroot"
ABSENT = {
    *("clutter", "conflicts", "conversationhistory", "localfailures", "recoverableitemsdeletions", "scheduled"),
    *("searchfolders", "serverfailures", "syncissues"),
}
"""Well-known names of folders that a mailbox has only once something made them, which nothing does here: 404."""


def well_known_id(mailbox: str, name: str) -> str:
    """The id of a well-known folder in a mailbox."""
    return "AAMkAD" + uuid.uuid5(uuid.NAMESPACE_OID, f"{mailbox}/{name}").hex + "AAAAAAEM="


def root_id(mailbox: str) -> str:
    """The id of the folder in which those at the top are."""
    return "AAMkAD" + uuid.uuid5(uuid.NAMESPACE_OID, f"{mailbox}/root").hex + "AAAAAAEI="


def resolve(tenant: Tenant, mailbox: User, key: str) -> str:
    """The id of a folder given by id or well-known name; 404 when there is none."""
    if key.lower() in ABSENT:
        raise GraphError(404, "ErrorItemNotFound", f"The default folder '{key}' was not found: the mailbox has none.")
    if key.lower() in WELL_KNOWN:
        return well_known_id(mailbox.id, key.lower())
    if key.lower() == ROOT or key == root_id(mailbox.id):
        return root_id(mailbox.id)
    if any(key == well_known_id(mailbox.id, name) for name in WELL_KNOWN):
        return key
    found = tenant.db.get("folder", key)
    if found is None or found["mailbox"] != mailbox.id:
        raise absent(tenant.settings, key, f"The folder '{key}' was not found.")
    return key


def all_of(tenant: Tenant, mailbox: User, parent: str = "", *, hidden: bool = False) -> list[dict[str, Any]]:
    """The folders below `parent` ('' is the top) as Graph shows them; hidden ones where they are asked for."""
    parent = _stored(mailbox, parent)
    own = [one for one in _below(tenant, mailbox, parent) if hidden or not one.get("hidden")]
    known = [] if parent else [_known(mailbox, name) for name in WELL_KNOWN]
    return [_shown(tenant, mailbox, one) for one in (*known, *own)]


def find(tenant: Tenant, mailbox: User, key: str) -> dict[str, Any]:
    """One folder as Graph shows it."""
    folder = resolve(tenant, mailbox, key)
    if folder == root_id(mailbox.id):
        above = {"id": folder, "name": "Bovenste niveau van gegevensarchief", "parent": well_known_id(mailbox.id, "")}
        return _shown(tenant, mailbox, above)
    for name in WELL_KNOWN:
        if folder == well_known_id(mailbox.id, name):
            return _shown(tenant, mailbox, _known(mailbox, name))
    row = tenant.db.get("folder", folder)
    assert row is not None
    return _shown(tenant, mailbox, row)


def make(tenant: Tenant, mailbox: User, name: str, parent: str = "", *, hidden: bool = False) -> dict[str, Any]:
    """A new folder, hidden for good if it is made so; 409 when its name is taken beside it."""
    parent = _stored(mailbox, parent)
    if not name:
        raise GraphError(400, "ErrorInvalidArgument", "The folder needs a displayName.")
    if any(one["displayName"].lower() == name.lower() for one in all_of(tenant, mailbox, parent, hidden=True)):
        raise GraphError(409, "ErrorFolderExists", "A folder with the specified name already exists.")
    key = "AAMkAD" + uuid.uuid4().hex + "AAAAAAEN="
    row = {"id": key, "mailbox": mailbox.id, "name": name, "parent": parent, "hidden": hidden}
    tenant.db.put("folder", key, row, mailbox.id)
    return _shown(tenant, mailbox, row)


def rename(tenant: Tenant, mailbox: User, key: str, name: str) -> dict[str, Any]:
    """Give a folder of one's own another name."""
    row = _own(tenant, mailbox, key)
    if not name:
        raise GraphError(400, "ErrorInvalidArgument", "The folder needs a displayName.")
    renamed = {**row, "name": name}
    tenant.db.put("folder", row["id"], renamed, mailbox.id)
    return _shown(tenant, mailbox, renamed)


def remove(tenant: Tenant, mailbox: User, key: str) -> None:
    """Take a folder of one's own away with the folders in it; their messages go to Deleted Items."""
    row = _own(tenant, mailbox, key)
    for child in _below(tenant, mailbox, row["id"]):
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
    """Folders made, renamed or removed after a moment of the change counter, hidden ones apart; all of them for 0."""
    if not since:
        own = [one for one in tenant.db.list("folder", mailbox.id) if one["parent"] and not one.get("hidden")]
        return [*all_of(tenant, mailbox), *(_shown(tenant, mailbox, one) for one in own)]
    rows = tenant.db.list("folder", mailbox.id, since_seq=since)
    made = [_shown(tenant, mailbox, one) for one in rows if not one.get("hidden")]
    gone = tenant.db.list("folder_gone", mailbox.id, since_seq=since)
    return [*made, *({"id": one["id"], "@removed": {"reason": "deleted"}} for one in gone)]


def _known(mailbox: User, name: str) -> dict[str, Any]:
    return {"id": well_known_id(mailbox.id, name), "name": WELL_KNOWN[name], "parent": ""}


def _stored(mailbox: User, parent: str) -> str:
    """As the rows name it: '' for the root."""
    return "" if parent == root_id(mailbox.id) else parent


def _below(tenant: Tenant, mailbox: User, parent: str) -> list[dict[str, Any]]:
    return [one for one in tenant.db.list("folder", mailbox.id) if one["parent"] == parent]


def _shown(tenant: Tenant, mailbox: User, row: dict[str, Any]) -> dict[str, Any]:
    """The mailFolder resource."""
    counted = "SELECT total, unread FROM mail_count WHERE mailbox = ? AND folder = ?"
    total, unread = tenant.db.execute(counted, (mailbox.id, row["id"])).fetchone() or (0, 0)
    inside = _stored(mailbox, row["id"])
    children = sum(not one.get("hidden") for one in _below(tenant, mailbox, inside))
    return {
        "id": row["id"],
        "displayName": row["name"],
        "parentFolderId": row["parent"] or root_id(mailbox.id),
        "childFolderCount": children + (0 if inside else len(WELL_KNOWN)),
        "unreadItemCount": unread,
        "totalItemCount": total,
        "isHidden": bool(row.get("hidden")),
    }
