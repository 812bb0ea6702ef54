"""Finding the site."""

from typing import Any

from bot.sandbox.http import Call, GraphError
from bot.sandbox.routes import route
from bot.sandbox.sharepoint.answers import site_json
from bot.sandbox.sharepoint.select import selected
from bot.sandbox.sharepoint.site import Site, found, library, site_of

_SELECT = ("$select",)


@route("GET", "/sites/{site}", options=_SELECT)
def site_by_id(call: Call) -> dict[str, Any]:
    """The site by its id, `root`, or the name of its host."""
    return _shown(call, found(call.tenant, call.params["site"]))


@route("GET", "/sites/{site}/getByPath(path='{path:path}')", options=_SELECT)
def site_below(call: Call) -> dict[str, Any]:
    """The site at a path below another one; there is only one here."""
    site = found(call.tenant, call.params["site"])
    if "/" + call.params["path"].strip("/").lower() != site.path.lower():
        raise GraphError(404, "itemNotFound", f"Requested site could not be found: {call.params['path']}")
    return _shown(call, site)


@route("GET", "/sites", options=("search", "$search", "$select"))
def search(call: Call) -> dict[str, Any]:
    """The sites whose name holds a text; `*` finds all."""
    wanted = (call.query.get("search") or call.query.get("$search") or "").strip('"').lower()
    site = site_of(call.tenant)
    text = f"{call.tenant.settings.site_title} {site.url}".lower()
    hits = [_shown(call, site)] if wanted == "*" or (wanted and wanted in text) else []
    return {"value": hits}


def _shown(call: Call, site: Site) -> dict[str, Any]:
    created = library(call.tenant).created
    return selected(call, "site", site_json(call.tenant, site, created))
