"""The example of the help, as it is printed, at the service's own host names."""

import asyncio
from typing import Any

import pytest
from mail_steps import Post
from served_examples import example
from service_names import lead


def test_the_example_of_the_help_reads_the_mailbox(running: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from azure.identity import ClientSecretCredential
    from msgraph import GraphServiceClient

    running.control("POST", "/reset")
    Post(running).draft("Uitnodiging voor Assen")
    lead(running, monkeypatch)
    scope: dict[str, Any] = {"asyncio": asyncio, "ready": running.ready}
    scope |= {"ClientSecretCredential": ClientSecretCredential, "GraphServiceClient": GraphServiceClient}
    exec(example("msgraph-sdk"), scope)
    assert [one.subject for one in scope["mails"]] == ["Uitnodiging voor Assen"]
