"""Steps that the SharePoint tests share: a site, a list with a column of each kind, and short calls on them."""

from typing import Any

MUNICIPALITIES: dict[str, Any] = {
    "displayName": "Gemeenten",
    "columns": [
        {"name": "CbsCode", "text": {}, "indexed": True, "enforceUniqueValues": True},
        {"name": "Status", "choice": {"choices": ["Nog te benaderen", "Aangeschreven"]}},
        {"name": "Provincie", "choice": {"choices": ["Drenthe", "Utrecht"], "displayAs": "checkBoxes"}},
        {"name": "Aantal", "number": {"minimum": 0}},
        {"name": "TerugkomenOp", "dateTime": {"format": "dateOnly"}},
        {"name": "Noodstop", "boolean": {}},
        {"name": "Adviseur", "personOrGroup": {}},
        {"name": "Toelichting", "text": {"allowMultipleLines": True}},
        {"name": "Link", "hyperlinkOrPicture": {}},
    ],
    "list": {"template": "genericList"},
}


SYSTEM = {
    "id", "ContentType", "Modified", "Created", "AuthorLookupId", "EditorLookupId", "Edit", "Attachments", "LinkTitle",
    "LinkTitleNoMenu", "LinkFilename", "LinkFilenameNoMenu", "ItemChildCount", "FolderChildCount",
}  # fmt: skip


class SiteSteps:
    """The tenant's site through Graph, as the application unless a token is given."""

    def __init__(self, tenant: Any) -> None:
        self.tenant = tenant
        self.id = self.get("/sites/weerbaarbestuur.sharepoint.example:/sites/tour")["id"]
        self.path = f"/sites/{self.id}"
        self.items = f"{self.path}/lists/Gemeenten/items"

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """An answer with whatever status it has."""
        return self.tenant.graph(method, path, body, **more)

    def must(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """An answer that is no refusal."""
        answer = self.call(method, path, body, **more)
        assert answer.status_code < 400, answer.text
        return answer

    def get(self, path: str, **more: Any) -> Any:
        """The JSON of a GET that must succeed."""
        answer = self.call("GET", path, **more)
        assert answer.status_code == 200, answer.text
        return {name: value for name, value in answer.json().items() if name != "@odata.context"}

    def make_list(self) -> dict[str, Any]:
        """The list Gemeenten."""
        answer = self.call("POST", f"{self.path}/lists", MUNICIPALITIES)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def list_id(self) -> str:
        """The id of the list Gemeenten."""
        return str(self.get(f"{self.path}/lists/Gemeenten?$select=id")["id"])

    def add(self, **fields: Any) -> dict[str, Any]:
        """A new item."""
        answer = self.call("POST", self.items, {"fields": fields})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def write(self, item: dict[str, Any], fields: dict[str, Any], **more: Any) -> Any:
        """A write to the fields of an item."""
        return self.call("PATCH", f"{self.items}/{item['id']}/fields", fields, **more)

    def read(self, item: dict[str, Any]) -> dict[str, Any]:
        """An item with its fields."""
        return dict(self.get(f"{self.items}/{item['id']}?$expand=fields"))


class Library:
    """Short calls on the drive of the site."""

    def __init__(self, tenant: Any) -> None:
        self.site = SiteSteps(tenant)
        self.path = f"/drives/{self.site.get(f'{self.site.path}/drive?$select=id')['id']}"

    def call(self, method: str, below: str, body: Any = None, **more: Any) -> Any:
        return self.site.call(method, self.path + below, body, **more)

    def get(self, below: str) -> Any:
        return self.site.get(self.path + below)

    def folder(self, name: str, parent: str = "/root") -> dict[str, Any]:
        answer = self.call("POST", f"{parent}/children", {"name": name, "folder": {}})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def put(self, path: str, data: bytes, **more: Any) -> Any:
        return self.call("PUT", f"/root:/{path}:/content", data=data, **more)

    def read(self, item_id: str, query: str = "") -> Any:
        """The answer behind the redirect, fetched without a token."""
        answer = self.call("GET", f"/items/{item_id}/content{query}")
        assert answer.status_code == 302, answer.text
        return self.site.tenant.session.get(answer.headers["Location"], timeout=180)


def own(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that a writer put there, without those of the service."""
    added = ("@", "_Compliance", "_UI")
    return {name: value for name, value in fields.items() if name not in SYSTEM and not name.startswith(added)}


def refusal(answer: Any) -> tuple[int, str]:
    """Status and message of a refusal."""
    return answer.status_code, answer.json()["error"]["message"]
