"""What happens to files: made, filled, renamed, moved, deleted. Each write is a version of the file's list item."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from bot.sandbox.http import Call, GraphError
from bot.sandbox.sharepoint import authors, files, items, lists, office, versions
from bot.sandbox.sharepoint.column_kinds import bad
from bot.sandbox.sharepoint.file_names import check_name, free_name, taken
from bot.sandbox.sharepoint.files import File
from bot.sandbox.sharepoint.items import Item
from bot.sandbox.sharepoint.lists import SiteList
from bot.sandbox.sharepoint.quickxor import quick_xor
from bot.sandbox.sharepoint.writing import check_match, delete_item, find_item, put_fields
from bot.sandbox.tenant import Tenant


def open_drive(tenant: Tenant, key: str) -> SiteList:
    """The library that is the drive with this id; 404 otherwise."""
    for of in lists.every(tenant.db):
        if of.is_library and files.drive_id(of) == key:
            return of
    raise GraphError(404, "itemNotFound", f"There is no drive {key}.")


def find(tenant: Tenant, of: SiteList, key: str) -> File | None:
    """The file or folder of a drive with this id, None for the root; 404 otherwise.

    Clients that fill in URL templates write a path in the place of the id: `root:/Proeven/a.docx:`.
    """
    base, colon, path = key.partition(":")
    if colon:
        return at_path(tenant, of, find(tenant, of, base), path.rstrip(":"))
    if key in ("root", files.root_id(of)):
        return None
    file = files.get(tenant.db, key)
    if file is None or file.list_id != of.id:
        raise _absent(key)
    return file


def at_path(tenant: Tenant, of: SiteList, start: File | None, path: str) -> File | None:
    """What stands at a path below a folder, None for the root; 404 where there is nothing."""
    here = start
    for name in _names(path):
        here = files.named(tenant.db, here.id if here else files.root_id(of), name)
        if here is None:
            raise _absent(path)
    return here


def place(tenant: Tenant, of: SiteList, reference: Mapping[str, Any]) -> File | None:
    """The folder that an itemReference names by id or by path (`/drives/{id}/root:/Rapporten`), None for the root."""
    if "id" in reference:
        return find(tenant, of, str(reference["id"]))
    return at_path(tenant, of, None, unquote(str(reference.get("path") or "").partition("root:")[2]))


def parent_of_path(call: Call, of: SiteList, start: File | None, path: str) -> tuple[File | None, str]:
    """The folder of a file's path, and the file's name. Folders on the way that are absent are made, or 404."""
    *folders, name = _names(path) or [""]
    if not name:
        raise bad("The path names no file.")
    if not call.tenant.settings.path_makes_folders:
        return at_path(call.tenant, of, start, "/".join(folders)), name
    check_name(name)
    here = start
    for one in folders:
        here = make(call, of, here, one, "replace", is_folder=True)
    return here, name


def make(call: Call, of: SiteList, folder: File | None, name: str, behaviour: str, *, is_folder: bool) -> File:
    """A new, empty file or folder; where the name is taken: 409, another name, or the one that stands (`replace`)."""
    check_name(name)
    if folder is not None and not folder.folder:
        raise bad(f"'{folder.name}' is no folder.")
    parent = folder.id if folder else files.root_id(of)
    known = files.named(call.tenant.db, parent, name)
    if known is not None:
        if behaviour == "replace" and known.folder == is_folder:
            return known
        if behaviour != "rename":
            raise taken(name)
        name = free_name(call.tenant, parent, name)
    who, now = authors.identity_set(call.tenant, call.who), call.tenant.clock.now
    fields = {"FileLeafRef": name} | ({"ContentType": "Folder"} if is_folder else {})
    item = items.add(call.tenant.db, of.id, fields, who, now)
    return files.add(call.tenant.db, item, parent, name, folder=is_folder)


def fill(call: Call, of: SiteList, file: File, content: bytes, *, is_new: bool) -> File:
    """Puts content into a file. An Office file is rewritten on the way, so what is read back differs."""
    if file.folder:
        raise bad(f"'{file.name}' is a folder.")
    kept = office.promote(file.name, content)
    item = item_of(call.tenant, of, file)
    if not is_new:
        check_match(call, *files.tags(item, file))
        item = put_fields(call, of, item, {})
    oldest = versions.every(call.tenant.db, item)[-1].number
    files.store(call.tenant.db, file, kept, quick_xor(kept), item, oldest)
    return fresh(call.tenant, file)


def upload(
    call: Call, of: SiteList, folder: File | None, name: str, content: bytes, behaviour: str
) -> tuple[File, bool]:
    """A file by folder and name, new or filled again; the second value tells whether it is new."""
    parent = folder.id if folder else files.root_id(of)
    known = files.named(call.tenant.db, parent, name)
    file = make(call, of, folder, name, behaviour, is_folder=False)
    is_new = known is None or known.id != file.id
    return fill(call, of, file, content, is_new=is_new), is_new


def check_free(tenant: Tenant, of: SiteList, folder: File | None, name: str) -> None:
    """409 where the name is taken in the folder."""
    if files.named(tenant.db, folder.id if folder else files.root_id(of), name):
        raise taken(name)


def rename(call: Call, of: SiteList, file: File, folder: File | None, name: str, behaviour: str) -> File:
    """Gives a file or folder another name or folder; where the name is taken there: 409, another, or in its place."""
    check_name(name)
    parent = folder.id if folder else files.root_id(of)
    check_outside(call.tenant, file, folder)
    if folder is not None and not folder.folder:
        raise bad(f"'{folder.name}' is no folder.")
    item = item_of(call.tenant, of, file)
    check_match(call, *files.tags(item, file))
    known = files.named(call.tenant.db, parent, name)
    if known is not None and known.id != file.id:
        if behaviour == "rename":
            name = free_name(call.tenant, parent, name)
        elif behaviour == "replace" and known.folder == file.folder:
            delete(call, of, known)
        else:
            raise taken(name)
    put_fields(call, of, item, {"FileLeafRef": name})
    files.move(call.tenant.db, file, parent, name)
    return fresh(call.tenant, file)


def delete(call: Call, of: SiteList, file: File) -> None:
    """Deletes a file, or a folder with all that is in it."""
    for child in files.children(call.tenant.db, file.id) if file.folder else ():
        delete(call, of, child)
    delete_item(call, find_item(call.tenant, of, str(file.item_id)))
    files.remove(call.tenant.db, file)


def item_of(tenant: Tenant, of: SiteList, file: File) -> Item:
    """The list item that a file is."""
    return find_item(tenant, of, str(file.item_id))


def fresh(tenant: Tenant, file: File) -> File:
    """The file as it stands now."""
    found = files.get(tenant.db, file.id)
    if found is None:
        raise _absent(file.id)
    return found


def check_outside(tenant: Tenant, file: File, folder: File | None) -> None:
    """400 where a folder would come to stand in itself."""
    if folder is not None and file.id in {one.id for one in _upwards(tenant, folder)}:
        raise bad(f"'{file.name}' cannot be put into itself.")


def _upwards(tenant: Tenant, folder: File) -> Iterator[File]:
    here: File | None = folder
    while here is not None:
        yield here
        here = files.get(tenant.db, here.parent)


def _names(path: str) -> list[str]:
    return [name for name in path.split("/") if name]


def _absent(what: str) -> GraphError:
    return GraphError(404, "itemNotFound", f"The resource could not be found: {what}")
