"""Unmodified clients at the service's own host names, resolved to the sandbox, which has a certificate for them."""

import io
import textwrap
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from mail_steps import MAYOR, Post
from msal import ConfidentialClientApplication
from O365 import Account
from served_examples import example
from service_names import lead

GRAPH = "https://graph.microsoft.com/v1.0"
SCOPE = "https://graph.microsoft.com/.default"


@pytest.fixture
def mapped(tenant: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """In this process the service's host names lead to the tenant; its CA is trusted as an administrator would."""
    lead(tenant, monkeypatch)
    monkeypatch.chdir(tmp_path)  # where O365 keeps its token
    return tenant


def app(tenant: Any) -> ConfidentialClientApplication:
    ready = tenant.ready
    authority = f"https://login.microsoftonline.com/{ready['tenant_id']}"
    return ConfidentialClientApplication(ready["client_id"], ready["client_secret"], authority)


def test_msal_signs_in(mapped: Any) -> None:
    got = app(mapped).acquire_token_for_client([SCOPE])
    assert "access_token" in got, got
    sent = {"Authorization": f"Bearer {got['access_token']}"}
    where = f"{GRAPH}/users/{mapped.ready['mailbox']}/mailFolders?$top=2"
    page = requests.get(where, headers=sent, timeout=30).json()
    assert page["@odata.nextLink"].startswith(GRAPH) and page["@odata.context"].startswith(GRAPH)
    assert requests.get(page["@odata.nextLink"], headers=sent, timeout=30).json()["value"]


def test_o365_as_it_comes_writes_a_letter_with_a_large_file(mapped: Any) -> None:
    ready = mapped.ready
    credentials = (ready["client_id"], ready["client_secret"])
    account = Account(credentials, auth_flow_type="credentials", tenant_id=ready["tenant_id"])
    assert account.authenticate()
    mailbox = account.mailbox(resource=ready["mailbox"])
    message = mailbox.new_message()
    message.to.add(MAYOR)
    message.subject = "Uitnodiging"
    assert message.save_draft()
    message.attachments.add([(io.BytesIO(b"x" * 4_000_000), "brief.pdf")])
    assert message.save_draft() and message.send()
    mapped.advance(60)
    [sent] = mailbox.sent_folder().get_messages(download_attachments=True)
    assert [(one.name, one.size) for one in sent.attachments] == [("brief.pdf", 4_000_000)]
    assert [one["to"] for one in mapped.outbox()] == [[MAYOR]]


def test_o365_as_it_comes_works_in_a_list(mapped: Any) -> None:
    ready, url = mapped.ready, urlsplit(mapped.ready["site_url"])
    credentials = (ready["client_id"], ready["client_secret"])
    account = Account(credentials, auth_flow_type="credentials", tenant_id=ready["tenant_id"])
    assert account.authenticate()
    site = account.sharepoint().get_site(url.hostname, url.path)
    assert site.web_url == ready["site_url"]
    assert site.get_default_document_library().get_root_folder().name == "root"
    made = site.create_list({"displayName": "Proef", "list": {"template": "genericList"}})
    made.create_list_item({"Title": "Assen"})
    assert [one.fields["Title"] for one in made.get_items(expand_fields=True)] == ["Assen"]


def test_the_example_of_the_help_reads_the_mailbox(mapped: Any) -> None:
    Post(mapped).draft("Uitnodiging voor Assen")
    scope: dict[str, Any] = {"Account": Account, "ready": mapped.ready}
    exec(example("O365"), scope)
    assert [one.subject for one in scope["mails"]] == ["Uitnodiging voor Assen"]


@pytest.mark.parametrize("client", ["O365", "msgraph-sdk"])
def test_the_documentation_shows_the_examples_of_the_help(client: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")
    assert textwrap.indent(example(client), "    ") in page
