"""`$select`, `$filter` and `$orderby` on the types of the site. A property that a type lacks is refused by name."""

from collections.abc import Iterable
from typing import Any

from bot.sandbox import odata
from bot.sandbox.filters import fields_of_filter, parse_filter
from bot.sandbox.http import Call, GraphError

_BASE = (
    "createdBy createdByUser createdDateTime description eTag id lastModifiedBy lastModifiedByUser"
    " lastModifiedDateTime name parentReference webUrl"
)
PROPERTIES = {
    kind: frozenset(names.split())
    for kind, names in {
        "site": f"{_BASE} analytics columns contentTypes displayName drive drives error externalColumns isPersonalSite"
        " items lists onenote operations pages permissions root sharepointIds siteCollection sites termStore"
        " termStores",
        "list": f"{_BASE} columns contentTypes displayName drive items list operations permissions sharepointIds"
        " subscriptions system",
        "columnDefinition": "boolean calculated choice columnGroup contentApprovalStatus currency dateTime defaultValue"
        " description displayName enforceUniqueValues geolocation hidden hyperlinkOrPicture id indexed isDeletable"
        " isReorderable isSealed lookup name number personOrGroup propagateChanges readOnly required sourceColumn"
        " sourceContentType term text thumbnail type validation",
        "listItem": f"{_BASE} analytics contentType deleted documentSetVersions driveItem fields permissions"
        " sharepointIds versions",
        "listItemVersion": "fields id lastModifiedBy lastModifiedDateTime publication",
        "drive": f"{_BASE} bundles driveType following items list owner quota root sharePointIds special system",
        "driveItem": f"{_BASE} analytics audio bundle cTag children content deleted file fileSystemInfo folder image"
        " listItem location malware package pendingOperations permissions photo publication remoteItem retentionLabel"
        " root searchResult shared sharepointIds size specialFolder subscriptions thumbnails versions video webDavUrl"
        " workbook",
    }.items()
}
_DOWNLOAD = ("content.downloadUrl", "@microsoft.graph.downloadUrl")


def selected(call: Call, kind: str, row: dict[str, Any], also: Iterable[str] = ()) -> dict[str, Any]:
    """The properties of a row that `$select` names, annotations, and `also`; 400 for a name that the type lacks."""
    text = call.query.get("$select")
    names = {name.strip() for name in text.split(",")} if text else set()
    _check(names - {"*", *_DOWNLOAD}, kind, "Parsing OData Select and Expand failed: ")
    if "*" in names:
        return row
    return odata.select(row, text, ("id", *(_DOWNLOAD if names & {*_DOWNLOAD} else ()), *also))


def narrowed(call: Call, kind: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that `$filter` finds in the order of `$orderby`; 400 for a property that the type lacks."""
    condition, order = call.query.get("$filter"), call.query.get("$orderby")
    paths = fields_of_filter(condition) if condition else set()
    paths |= {clause.split()[0] for clause in (order or "").split(",") if clause.strip()}
    _check({path.split("/")[0] for path in paths}, kind, "")
    if condition:
        test = parse_filter(condition)
        rows = [row for row in rows if test(row)]
    return odata.order(rows, order)


def _check(names: set[str], kind: str, before: str) -> None:
    for name in sorted(names - PROPERTIES[kind]):
        said = f"Could not find a property named '{name}' on type 'microsoft.graph.{kind}'."
        raise GraphError(400, "BadRequest", before + said)
