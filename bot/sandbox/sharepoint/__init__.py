"""SharePoint: the team's site with its lists and its document library."""

from bot.sandbox.sharepoint import (
    column_routes,
    content_routes,
    copying,
    delta_routes,
    drive_routes,
    file_version_routes,
    item_routes,
    list_routes,
    path_routes,
    permission_routes,
    site_routes,
    upload_routes,
    version_routes,
)
from bot.sandbox.sharepoint.site import build

__all__ = [
    "build",
    "column_routes",
    "content_routes",
    "copying",
    "delta_routes",
    "drive_routes",
    "file_version_routes",
    "item_routes",
    "list_routes",
    "path_routes",
    "permission_routes",
    "site_routes",
    "upload_routes",
    "version_routes",
]
