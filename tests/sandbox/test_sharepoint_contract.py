"""What the sandbox's site and calendars answer, held against the contract of Graph."""

from pathlib import Path
from typing import Any

from calendar_steps import KEY, MAYOR, Mailbox, event
from graph_contract import Contract, read_recording
from sharepoint_steps import SiteSteps


def walk_site(tenant: Any) -> None:
    """Every kind of request to the site."""
    site = SiteSteps(tenant)
    site.make_list()
    path = f"{site.path}/lists/Gemeenten"
    item = site.add(Title="Assen", CbsCode="GM0106", AdviseurLookupId=8)
    planner = tenant.sign_in(tenant.ready["team"][0])
    several = {"Provincie@odata.type": "Collection(Edm.String)", "Provincie": ["Drenthe"]}
    site.write(item, several, token=planner)
    site.must("PATCH", f"{site.items}/{item['id']}", {"fields": {"Title": "Emmen"}})
    site.must("POST", f"{path}/columns", {"name": "Beller", "text": {}})
    site.must("PATCH", f"{path}/columns/Beller", {"displayName": "Wie", "indexed": True})
    team = {"name": "Team", "personOrGroup": {"allowMultipleSelection": True}}
    site.must("POST", f"{path}/columns", team)
    site.must("POST", f"{path}/columns", {"name": "Buur", "lookup": {"listId": site.list_id(), "columnName": "Title"}})
    site.must("POST", f"{path}/columns", {"name": "Bron", "text": {}, "defaultValue": {"value": "brief"}})
    site.must(
        "PATCH",
        f"{site.items}/{item['id']}/fields",
        {"BuurLookupId": 1, "TeamLookupId@odata.type": "Collection(Edm.Int32)", "TeamLookupId": [8, 9]},
    )
    site.must("POST", f"{site.items}/{item['id']}/versions/1.0/restoreVersion")
    for read in (
        site.path,
        "/sites?search=tour",
        f"{site.path}/lists",
        f"{path}?$expand=columns",
        f"{path}/columns",
        f"{site.items}?$expand=fields",
        f"{site.items}/{item['id']}?$expand=fields",
        f"{site.items}/{item['id']}/fields",
        f"{site.items}/{item['id']}/versions?$expand=fields",
        f"{site.items}/{item['id']}/versions/2.0?$expand=fields",
        f"{site.items}/{item['id']}?$expand=fields($select=Team,Buur,Adviseur)",
        f"{site.items}?$filter=fields/Beller eq 'x'&$orderby=fields/CbsCode&$top=5",
        f"{path}/columns/Buur",
        f"{site.items}/delta?$top=1&$select=id",
        f"{site.items}/delta?$expand=fields",
        f"{site.items}/delta(token='latest')",
        f"{site.path}/drive",
        f"{site.path}/drives",
    ):
        site.get(read)
    site.must("DELETE", f"{site.items}/{item['id']}")
    site.must("DELETE", f"{path}/columns/Bron")
    made = site.must("POST", f"{site.path}/lists", {"displayName": "Archief", "list": {"template": "documentLibrary"}})
    site.must("PATCH", f"{site.path}/lists/{made.json()['id']}", {"description": "oud"})
    walk_drive(site, planner)
    site.must("DELETE", f"{site.path}/lists/{made.json()['id']}")


def walk_drive(site: SiteSteps, planner: str) -> None:
    """Every kind of request to the library."""
    drive = f"/drives/{site.get(f'{site.path}/drive')['id']}"
    root = site.get(f"{drive}/root")["id"]
    folder = site.must("POST", f"{drive}/items/{root}/children", {"name": "Proeven", "folder": {}}).json()
    file = site.must("PUT", f"{drive}/items/{folder['id']}:/a.docx:/content", data=b"x", token=planner).json()
    site.must("PATCH", f"{drive}/items/{file['id']}", {"name": "b.docx"})
    site.must("POST", f"{drive}/items/{file['id']}/createUploadSession", {"item": {}})
    for read in (
        "",
        f"/items/{file['id']}?$expand=listItem",
        f"/items/{folder['id']}/children",
        f"/items/{root}/delta",
        f"/items/{file['id']}/versions",
        f"/items/{file['id']}/versions/1.0",
        f"/items/{file['id']}/permissions",
        "/root/delta?token=latest",
        "/root/children?$filter=name eq 'Proeven'&$orderby=name",
    ):
        site.get(drive + read)
    site.must("PUT", f"{drive}/items/{file['id']}/content", data=b"y")
    site.must("GET", f"{drive}/items/{file['id']}/versions/1.0/content")
    site.must("POST", f"{drive}/items/{file['id']}/versions/1.0/restoreVersion")
    archive = site.get(f"{site.path}/lists/Archief/drive")["id"]
    site.must("POST", f"{drive}/items/{file['id']}/copy", {"parentReference": {"driveId": archive, "id": "root"}})
    site.tenant.advance(10)
    assert len(site.get(f"/drives/{archive}/root/children")["value"]) == 1
    site.must("DELETE", f"{drive}/items/{folder['id']}")
    for way in (f"{site.path}/drive", f"{site.path}/Lists/Archief/Drive", f"{site.path}/drives/{archive}"):
        walk_other_address(site, way)


def walk_other_address(site: SiteSteps, drive: str) -> None:
    """The library by an address that is not its own."""
    site.must("POST", f"{drive}/root/children", {"name": "Brieven", "folder": {}})
    file = site.must("PUT", f"{drive}/root:/Brieven/a.txt:/content", data=b"x").json()
    site.must("POST", f"{drive}/root:/Brieven/b.txt:/createUploadSession", {"item": {}})
    site.must("PATCH", f"{drive}/root:/Brieven/a.txt:/listItem/fields", {"Title": "Brief"})
    for read in (
        *("/root", "/Root/Children", "/root/delta()", f"/items/{file['id']}", f"/items/{file['id']}/content"),
        *("", "/permissions", "/versions", "/listItem", "/listItem/fields", "/content"),
    ):
        below = read if read.startswith(("/root", "/Root", "/items")) else f"/root:/Brieven/a.txt:{read}"
        site.must("GET", drive + below)
    site.must("POST", f"{drive}/root:/Brieven/a.txt:/copy", {"name": "c.txt"})
    site.must("DELETE", f"{drive}/root:/Brieven:")


def walk_calendar(tenant: Any) -> None:
    """Every kind of request to a calendar."""
    team, adviser = Mailbox(tenant, tenant.ready["mailbox"]), Mailbox(tenant, tenant.ready["team"][2])
    key = [{"id": KEY, "value": "k-1"}]
    body = event("2026-10-01T10:00:00", "2026-10-01T11:00:00", adviser.address, MAYOR, transactionId="k-1")
    place = {"location": {"displayName": "Stadhuis"}, "singleValueExtendedProperties": key}
    laid = team.lay({**body, **place})
    team.change(laid, {"showAs": "busy", "body": {"contentType": "html", "content": "<p>x</p>"}})
    tenant.advance(60)
    other = {"start": {"dateTime": "2026-10-02T10:00:00", "timeZone": "UTC"}}
    other["end"] = {"dateTime": "2026-10-02T11:00:00", "timeZone": "UTC"}
    adviser.act(adviser.copy_of(laid), "tentativelyAccept", {"sendResponse": True, "proposedNewTime": other})
    tenant.advance(60)
    span = "startDateTime=2026-10-01T00:00:00Z&endDateTime=2026-11-01T00:00:00Z"
    for read in (
        "/events",
        f"/events/{laid['id']}?$expand=singleValueExtendedProperties($filter=id eq '{KEY}')",
        "/calendar",
        "/calendars",
        f"/calendarView?{span}",
        f"/calendarView/delta?{span}",
        "/messages?$top=50",
    ):
        team.get(read)
    asked = {"schedules": [adviser.address, MAYOR], "startTime": other["start"], "endTime": other["end"]}
    team.call("POST", "/calendar/getSchedule", {**asked, "availabilityViewInterval": 30})
    team.act(laid, "cancel", {"comment": "x"})
    team.call("DELETE", f"/events/{team.lay(body | {'transactionId': 'k-2'})['id']}")
    adviser.get("/events")
    adviser.get("/messages?$top=50")


def test_every_answer_keeps_to_the_contract(sandbox: Any, shared: Path, tmp_path: Path) -> None:
    contract, recording = Contract(shared / "graph" / "openapi-strict.json"), tmp_path / "record.jsonl"
    tenant = sandbox("--record", str(recording))
    walk_site(tenant)
    walk_calendar(tenant)
    tenant.stop()
    exchanges = read_recording(recording)
    assert len(exchanges) > 40
    assert sorted(set(contract.faults(exchanges))) == []


def test_a_departure_from_the_contract_is_seen(shared: Path) -> None:
    contract = Contract(shared / "graph" / "openapi-strict.json")
    wrong = {"method": "GET", "url": "/v1.0/sites/x/lists/y", "status": 200, "request_body": None}
    assert list(contract.faults([{**wrong, "response_body": {"id": "1", "titel": "x"}}]))
    assert not list(contract.faults([{**wrong, "response_body": {"id": "1", "displayName": "x"}}]))
    assert list(contract.faults([{**wrong, "url": "/v1.0/sites/x/listen", "response_body": {}}]))
