"""Sites, lists, columns, items and versions as answers show them."""

from typing import Any
from urllib.parse import quote

from bot.sandbox.sharepoint import files
from bot.sandbox.sharepoint.columns import Column, kind_of
from bot.sandbox.sharepoint.fields import fields_json, type_name
from bot.sandbox.sharepoint.items import Item
from bot.sandbox.sharepoint.lists import SiteList
from bot.sandbox.sharepoint.site import Site
from bot.sandbox.sharepoint.versions import Version
from bot.sandbox.tenant import Tenant

_TYPE_IDS = {"Item": "0x0100", "Document": "0x010100", "Folder": "0x0120"}


def site_json(tenant: Tenant, site: Site, created: str) -> dict[str, Any]:
    """The site."""
    return {
        "id": site.id,
        "createdDateTime": created,
        "lastModifiedDateTime": created,
        "name": site.path.rsplit("/", 1)[-1],
        "displayName": tenant.settings.site_title,
        "description": "",
        "webUrl": site.url,
        "isPersonalSite": False,
        "root": {},
        "siteCollection": {"hostname": site.host},
    }


def list_json(site: Site, of: SiteList, *, with_system: bool = False) -> dict[str, Any]:
    """A list without its columns; the mark of a hidden list shows only where `system` is selected."""
    answer = {
        "@odata.etag": of.etag,
        "id": of.id,
        "eTag": of.etag,
        "name": of.name,
        "displayName": of.title,
        "description": of.description,
        "createdDateTime": of.created,
        "createdBy": of.created_by,
        "lastModifiedDateTime": of.modified,
        "lastModifiedBy": of.created_by,
        "webUrl": site.list_url(of),
        "parentReference": {"siteId": site.id},
        "list": {"contentTypesEnabled": False, "hidden": of.hidden, "template": of.template},
    }
    return answer | ({"system": {}} if of.hidden and with_system else {})


def column_json(column: Column) -> dict[str, Any]:
    """A column; what its kind leaves open stays out."""
    kind = kind_of(column)
    facet = {key: value for key, value in column[kind].items() if value is not None}
    return {**column, kind: facet}


def item_json(tenant: Tenant, site: Site, of: SiteList, item: Item) -> dict[str, Any]:
    """An item without its fields."""
    file = files.of_item(tenant.db, item) if of.is_library else None
    place = quote(f"{files.path_of(tenant.db, file)}/{file.name}") if file else f"/{item.id}_.000"
    return {
        "@odata.etag": item.etag,
        "id": str(item.id),
        "eTag": item.etag,
        "createdDateTime": item.created,
        "createdBy": item.created_by,
        "lastModifiedDateTime": item.modified,
        "lastModifiedBy": item.modified_by,
        "webUrl": site.list_url(of) + place,
        "parentReference": {"id": of.id, "siteId": site.id},
        "contentType": {"id": _TYPE_IDS[type_name(of, item)], "name": type_name(of, item)},
    }


def version_json(tenant: Tenant, of: SiteList, item: Item, version: Version, *, with_fields: bool) -> dict[str, Any]:
    """A version of an item: who made it and when, and what then stood in it."""
    answer = {
        "id": version.id,
        "lastModifiedDateTime": version.modified,
        "lastModifiedBy": version.modified_by,
    }
    if with_fields:
        answer["fields"] = fields_json(tenant, of, item, version=version)
    return answer


def deleted_json(of: SiteList, item: Item) -> dict[str, Any]:
    """A deleted item as list delta shows it."""
    return {
        "id": str(item.id),
        "lastModifiedDateTime": item.modified,
        "parentReference": {"id": of.id},
        "deleted": {"state": "deleted"},
    }
