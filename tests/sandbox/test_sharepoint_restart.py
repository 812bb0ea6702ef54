"""Site and calendars outlive a restart of the sandbox, and so do the links that were handed out."""

from pathlib import Path
from typing import Any

from calendar_steps import Mailbox, event
from sharepoint_steps import SiteSteps


def test_lists_files_events_and_links_stay(sandbox: Any, tmp_path: Path) -> None:
    tenant = sandbox("--data", str(tmp_path))
    site, box = SiteSteps(tenant), Mailbox(tenant, tenant.ready["mailbox"])
    site.make_list()
    item = site.add(Title="Assen")
    drive = f"/drives/{site.get(f'{site.path}/drive')['id']}"
    file = site.call("PUT", f"{drive}/root:/a.txt:/content", data=b"een").json()
    laid = box.lay(event("2026-10-01T10:00:00", "2026-10-01T11:00:00"))
    link = site.get(f"{site.items}/delta?$expand=fields")["@odata.deltaLink"]
    tenant.stop()

    tenant = sandbox("--data", str(tmp_path))
    site, box = SiteSteps(tenant), Mailbox(tenant, tenant.ready["mailbox"])
    assert site.get(link)["value"] == []
    assert site.write(item, {"Title": "Emmen"}).status_code == 200
    assert [one["fields"]["Title"] for one in site.get(link)["value"]] == ["Emmen"]
    download = tenant.session.get(file["@microsoft.graph.downloadUrl"], timeout=30)
    assert download.content == b"een"
    assert [one["id"] for one in box.events()] == [laid["id"]]
