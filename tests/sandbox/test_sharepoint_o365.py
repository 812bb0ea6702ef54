"""O365 as it comes from the package index, on the sandbox's site, library and calendars."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msal import ConfidentialClientApplication
from O365 import Account
from O365.connection import Connection, MSGraphProtocol
from O365.utils.token import MemoryTokenBackend
from sharepoint_steps import SiteSteps

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def sign_in(tenant: Any, monkeypatch: pytest.MonkeyPatch) -> Account:
    """O365's own account; only the addresses and the CA are the sandbox's."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    ready = tenant.ready
    authority = f"{ready['authority']}/{ready['tenant_id']}"

    class Local(Connection):  # type: ignore[misc]
        @property
        def msal_client(self) -> ConfidentialClientApplication:
            if self._msal_client is None:
                self._msal_client = ConfidentialClientApplication(
                    client_id=self.auth[0],
                    client_credential=self.auth[1],
                    authority=authority,
                    instance_discovery=False,
                    token_cache=self.token_backend,
                    verify=ready["ca_file"],
                )
            return self._msal_client

    class LocalAccount(Account):  # type: ignore[misc]
        connection_constructor = Local

    class Graph(MSGraphProtocol):  # type: ignore[misc]
        _protocol_url = f"{ready['graph_url']}/"

    account = LocalAccount(
        (ready["client_id"], ready["client_secret"]),
        auth_flow_type="credentials",
        tenant_id=ready["tenant_id"],
        main_resource=ready["mailbox"],
        protocol=Graph(timezone="Europe/Amsterdam", default_resource=ready["mailbox"]),
        verify_ssl=ready["ca_file"],
        token_backend=MemoryTokenBackend(),
        requests_delay=0,
        timeout=30,
    )
    assert account.authenticate()
    return account


@pytest.fixture
def account(tenant: Any, monkeypatch: pytest.MonkeyPatch) -> Account:
    return sign_in(tenant, monkeypatch)


def test_a_list_is_read_and_written_item_by_item(account: Account, tenant: Any) -> None:
    steps = SiteSteps(tenant)
    steps.make_list()
    site = account.sharepoint().get_site("weerbaarbestuur.sharepoint.example", "/sites/tour")
    assert site.object_id == steps.id
    gemeenten = site.get_list_by_name("Gemeenten")
    made = gemeenten.create_list_item({"Title": "Assen", "CbsCode": "GM0106"})
    item = gemeenten.get_item_by_id(made.object_id, expand_fields=True)
    item.update_fields({"Title": "Emmen"})
    assert item.save_updates()
    assert [one.fields["Title"] for one in gemeenten.get_items(expand_fields=True)] == ["Emmen"]
    assert gemeenten.get_item_by_id(made.object_id).delete()
    assert list(gemeenten.get_items()) == []


def test_a_file_is_uploaded_and_downloaded(account: Account, tmp_path: Path) -> None:
    site = account.sharepoint().get_site("weerbaarbestuur.sharepoint.example", "/sites/tour")
    folder = site.get_default_document_library().get_root_folder().create_child_folder("Rapporten")
    small, large = tmp_path / "klein.csv", tmp_path / "groot.bin"
    small.write_bytes(b"gemeente;status\n")
    large.write_bytes(bytes(range(256)) * 20_000)
    (tmp_path / "terug").mkdir()
    for source in (small, large):
        file = folder.upload_file(source)
        assert file.size == source.stat().st_size
        assert file.download(to_path=tmp_path / "terug")
        assert (tmp_path / "terug" / source.name).read_bytes() == source.read_bytes()
    assert sorted(one.name for one in folder.get_items()) == ["groot.bin", "klein.csv"]


def test_a_meeting_is_laid_moved_and_called_off(account: Account, tenant: Any) -> None:
    schedule = account.schedule()
    meeting = schedule.new_event()
    meeting.subject, meeting.location = "Overleg", "Stadhuis"
    meeting.start = datetime(2026, 10, 1, 10, tzinfo=AMSTERDAM)
    meeting.end = datetime(2026, 10, 1, 11, tzinfo=AMSTERDAM)
    meeting.attendees.add(tenant.ready["team"][2])
    assert meeting.save()
    read = schedule.get_default_calendar().get_event(meeting.object_id)
    assert (read.subject, read.start) == ("Overleg", meeting.start)
    read.start = datetime(2026, 10, 2, 10, tzinfo=AMSTERDAM)
    read.end = datetime(2026, 10, 2, 11, tzinfo=AMSTERDAM)
    assert read.save()
    tenant.advance(60)
    day = (datetime(2026, 10, 2, 0, tzinfo=AMSTERDAM), datetime(2026, 10, 3, 0, tzinfo=AMSTERDAM))
    busy = schedule.get_availability([tenant.ready["team"][2]], *day, 60)
    assert [(one["status"], one["start"]) for one in busy[0]["scheduleItems"]] == [("tentative", read.start)]
    assert read.cancel_event("helaas")
    found = schedule.get_default_calendar().get_events(
        include_recurring=True, start_recurring=day[0], end_recurring=day[1]
    )
    assert list(found) == []
