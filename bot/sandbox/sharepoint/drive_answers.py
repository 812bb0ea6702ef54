"""Drives, files and folders as answers show them."""

import mimetypes
import uuid
from typing import Any
from urllib.parse import quote

from bot.sandbox.sharepoint import files, signed
from bot.sandbox.sharepoint.files import File
from bot.sandbox.sharepoint.items import Item
from bot.sandbox.sharepoint.lists import SiteList
from bot.sandbox.sharepoint.site import Site
from bot.sandbox.sharepoint.versions import Version
from bot.sandbox.tenant import Tenant

_OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
CONTENT_PATH = "/_layouts/download"
"""Where pre-authenticated content lies: outside /v1.0, on the same host."""


def drive_json(site: Site, of: SiteList) -> dict[str, Any]:
    """A library as a drive."""
    return {
        "id": files.drive_id(of),
        "name": of.title,
        "description": of.description,
        "driveType": "documentLibrary",
        "createdDateTime": of.created,
        "createdBy": of.created_by,
        "lastModifiedDateTime": of.modified,
        "webUrl": site.list_url(of),
        "owner": {"user": {"displayName": site.path.rsplit("/", 1)[-1]}},
    }


def root_json(tenant: Tenant, site: Site, of: SiteList) -> dict[str, Any]:
    """The root folder of a library."""
    below = files.children(tenant.db, files.root_id(of))
    return {
        "id": files.root_id(of),
        "name": "root",
        "createdDateTime": of.created,
        "lastModifiedDateTime": of.modified,
        "webUrl": site.list_url(of),
        "size": sum(file.size for file in below),
        "parentReference": {"driveId": files.drive_id(of), "driveType": "documentLibrary"},
        "folder": {"childCount": len(below)},
        "root": {},
    }


def file_json(tenant: Tenant, site: Site, of: SiteList, file: File, item: Item) -> dict[str, Any]:
    """A file or folder."""
    path, (etag, ctag) = files.path_of(tenant.db, file), files.tags(item, file)
    answer = {
        "@odata.etag": etag,
        "id": file.id,
        "name": file.name,
        "size": file.size,
        "eTag": etag,
        "cTag": ctag,
        "createdDateTime": item.created,
        "createdBy": item.created_by,
        "lastModifiedDateTime": item.modified,
        "lastModifiedBy": item.modified_by,
        "webUrl": site.list_url(of) + quote(f"{path}/{file.name}"),
        "parentReference": _parent(site, of, file, path),
        "fileSystemInfo": {"createdDateTime": item.created, "lastModifiedDateTime": item.modified},
    }
    return answer | (_folder(tenant, file) if file.folder else _file(tenant, file))


def deleted_json(of: SiteList, item: Item) -> dict[str, Any]:
    """A deleted file or folder as drive delta shows it."""
    return {
        "id": files.item_id(item.guid),
        "parentReference": {"driveId": files.drive_id(of), "driveType": "documentLibrary"},
        "deleted": {"state": "deleted"},
    }


def file_version_json(tenant: Tenant, file: File, version: Version) -> dict[str, Any]:
    """A version of a file."""
    return {
        "id": version.id,
        "lastModifiedDateTime": version.modified,
        "lastModifiedBy": version.modified_by,
        "size": files.size(tenant.db, file, version.number),
    }


def mime_type(name: str) -> str:
    """The content type that a file's name stands for."""
    suffix = "." + name.rpartition(".")[2].lower()
    return _OFFICE.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def download_url(tenant: Tenant, file: File, as_format: str = "", version: int | None = None) -> str:
    """A pre-authenticated address of a file's content (of an older version's), good for an hour."""
    record = {"file": file.id, "format": as_format, "version": version}
    token = signed.sign(tenant.db, record, tenant.clock.now)
    return f"{tenant.data_url}{CONTENT_PATH}/{token}"


def _parent(site: Site, of: SiteList, file: File, path: str) -> dict[str, Any]:
    drive = files.drive_id(of)
    return {
        "driveId": drive,
        "driveType": "documentLibrary",
        "id": file.parent,
        "path": f"/drives/{drive}/root:{path}",
        "siteId": str(uuid.UUID(site.collection)),
    }


def _folder(tenant: Tenant, file: File) -> dict[str, Any]:
    return {"folder": {"childCount": len(files.children(tenant.db, file.id))}}


def _file(tenant: Tenant, file: File) -> dict[str, Any]:
    return {
        "file": {"mimeType": mime_type(file.name), "hashes": {"quickXorHash": file.hash}},
        "@microsoft.graph.downloadUrl": download_url(tenant, file),
    }
