"""Routes that the contract of Graph says it does not hold (info.x-not-in-openapi), described in its own terms."""

import re
from typing import Any

_TEXT, _NUMBER = {"type": "string"}, {"type": "integer"}
_PART_OUT = {
    "type": "object",
    "required": ["id", "status"],
    "properties": {
        "id": _TEXT, "status": _NUMBER, "body": {}, "headers": {"type": "object", "additionalProperties": _TEXT},
    },
    "additionalProperties": False,
}  # fmt: skip
_PART_IN = {
    "type": "object",
    "required": ["id", "method", "url"],
    "properties": {
        "id": _TEXT,
        "method": {"enum": ["GET", "POST", "PUT", "PATCH", "DELETE"]},
        "url": {"type": "string", "pattern": "^/"},
        "headers": {"type": "object", "additionalProperties": _TEXT},
        "body": {},
        "dependsOn": {"type": "array", "items": _TEXT},
    },
    "dependentRequired": {"body": ["headers"]},
    "additionalProperties": False,
}


def _list(name: str, part: dict[str, Any], most: int) -> dict[str, Any]:
    rows = {"type": "array", "minItems": 1, "maxItems": most, "items": part}
    return {"type": "object", "required": [name], "properties": {name: rows}, "additionalProperties": False}


def _of(kind: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/microsoft.graph.{kind}"}


def _many(kind: str) -> dict[str, Any]:
    return _rows(_of(kind))


def _rows(one: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": ["value"], "properties": {"value": {"type": "array", "items": one}}}


_USER = {
    "type": "object",
    "required": ["id", "displayName"],
    "properties": {"id": _TEXT, "displayName": _TEXT, "mail": _TEXT, "userPrincipalName": _TEXT},
    "patternProperties": {"@": {}},
    "additionalProperties": False,
}


_FILE_VERSION = {
    "type": "object",
    "required": ["id", "lastModifiedBy", "lastModifiedDateTime", "size"],
    "properties": {"id": _TEXT, "lastModifiedBy": {}, "lastModifiedDateTime": _TEXT, "size": _NUMBER},
    "patternProperties": {"@": {}},
    "additionalProperties": False,
}


def _operation(
    answers: dict[str, Any], body: dict[str, Any] | None = None, options: tuple[str, ...] = ()
) -> dict[str, Any]:
    parameters = [{"name": one, "in": "query"} for one in options]
    responses = {status: _content(schema) for status, schema in answers.items()}
    return {"parameters": parameters, "responses": responses, **({"requestBody": _content(body)} if body else {})}


def _content(schema: dict[str, Any] | None) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}} if schema else {}


_READ = ("$select", "$expand")
_LISTING = (*_READ, "$top", "$skip", "$filter", "$orderby")
_BEHAVIOUR = ("@microsoft.graph.conflictBehavior",)
_FILE = "/drives/[^/]+/(?:root|items/[^/:]+):/[^:]+:?"

BESIDE: dict[str, dict[str, dict[str, Any]]] = {
    r"/\$batch": {
        "post": _operation(
            {status: _list("responses", _PART_OUT, 20) for status in ("200", "424")}, _list("requests", _PART_IN, 20)
        ),
    },
    "/sites/[^/:]+:/[^:]+:?": {"get": _operation({"200": _of("site")}, options=_READ)},
    _FILE: {
        "get": _operation({"200": _of("driveItem")}, options=_READ),
        "patch": _operation({"200": _of("driveItem")}, _of("driveItem")),
        "delete": _operation({"204": None}),
    },
    f"{_FILE}/children": {
        "get": _operation({"200": _many("driveItem")}, options=_LISTING),
        "post": _operation({"201": _of("driveItem")}, _of("driveItem")),
    },
    f"{_FILE}/content": {
        "put": _operation({"200": _of("driveItem"), "201": _of("driveItem")}, options=_BEHAVIOUR),
        "get": _operation({"302": None}, options=("format",)),
    },
    f"{_FILE}/createUploadSession": {"post": _operation({"200": _of("uploadSession")})},
    f"{_FILE}/listItem": {"get": _operation({"200": _of("listItem")}, options=(*_READ, "expand"))},
    f"{_FILE}/listItem/fields": {
        "get": _operation({"200": _of("fieldValueSet")}, options=("$select",)),
        "patch": _operation({"200": _of("fieldValueSet")}, _of("fieldValueSet")),
    },
    f"{_FILE}/copy": {"post": _operation({"202": None}, options=_BEHAVIOUR)},
    f"{_FILE}/permissions": {"get": _operation({"200": _many("permission")})},
    f"{_FILE}/versions": {"get": _operation({"200": _rows(_FILE_VERSION)})},
    "/drives/[^/]+/items/[^/:]+/listItem": {"get": _operation({"200": _of("listItem")}, options=(*_READ, "expand"))},
    "/drives/[^/]+/items/[^/:]+/listItem/fields": {
        "get": _operation({"200": _of("fieldValueSet")}, options=("$select",)),
        "patch": _operation({"200": _of("fieldValueSet")}, _of("fieldValueSet")),
    },
    "/drives/[^/]+/items/[^/:]+/content": {"get": _operation({"302": None}, options=("format",))},
    "/drives/[^/]+/items/[^/:]+/versions": {"get": _operation({"200": _rows(_FILE_VERSION)})},
    "/drives/[^/]+/items/[^/:]+/versions/[^/]+": {"get": _operation({"200": _FILE_VERSION})},
    "/drives/[^/]+/items/[^/:]+/versions/[^/]+/content": {"get": _operation({"302": None})},
    "/drives/[^/]+/items/[^/:]+/versions/[^/]+/restoreVersion": {"post": _operation({"204": None})},
    r"/drives/[^/]+/root/delta(?:\(\))?": {
        "get": _operation({"200": _many("driveItem")}, options=("$select", "$top"))
    },
    "/drives/[^/]+/root/children": {
        "get": _operation({"200": _many("driveItem")}, options=_LISTING),
        "post": _operation({"201": _of("driveItem")}, _of("driveItem")),
    },
    "/drives/[^/]+/list": {"get": _operation({"200": _of("list")}, options=("$select",))},
    "/sites/[^/]+/lists/[^/]+/items/[^/]+/versions/[^/]+": {
        "get": _operation({"200": _of("listItemVersion")}, options=_READ)
    },
    "/sites/[^/]+/lists/[^/]+/items/[^/]+/versions/[^/]+/restoreVersion": {"post": _operation({"204": None})},
    "/users/[^/]+/mailFolders/[^/]+/messageRules/[^/]+": {
        "get": _operation({"200": _of("messageRule")}),
        "patch": _operation({"200": _of("messageRule")}, _of("messageRule")),
        "delete": _operation({"204": None}),
    },
    r"/users/[^/]+/messages/[^/]+/attachments/[^/]+/\$value": {"get": _operation({"200": None})},
    "/users/[^/]+": {"get": _operation({"200": _USER}, options=("$select",))},
}
"""Path (a pattern) -> method -> operation, as the contract writes one."""

_SAME = [
    (re.compile(pattern, re.IGNORECASE), address)
    for pattern, address in (
        ("/sites/[^/:]+:/[^:]+:(?=/.)", "/sites/by-path"),
        ("/sites/[^/]+/drives(?=/[^/]+/.)", "/drives"),
        ("/sites/[^/]+/(?:lists/[^/]+/)?drive(?=/.)", "/drives/of-site"),
    )
]


def address_of(path: str) -> str:
    """The address by which the contract knows what stands below a site's path, its drive or the drive of a list."""
    for pattern, address in _SAME:
        if found := pattern.match(path):
            path = address + path[found.end() :]
    return path
