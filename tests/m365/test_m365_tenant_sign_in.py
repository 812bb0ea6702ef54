"""Signing in at the tenant: secret, certificate, and what a wrong one says."""

from pathlib import Path
from typing import Any

import pytest

from bot.errors import TenantError
from bot.m365.connection import Credentials
from bot.m365.graph import GraphFault
from bot.m365.mail import Mailbox


def credentials(tenant: Any, **changes: Any) -> Credentials:
    facts = tenant.ready
    return Credentials(**{"tenant_id": facts["tenant_id"], "client_id": facts["client_id"], **changes})


def test_a_certificate_signs_in_without_a_secret(tenant: Any) -> None:
    given = credentials(tenant, certificate=Path(tenant.ready["client_certificate"]))
    graph = tenant.connect(credentials=given)
    assert "inbox" in {folder.well_known for folder in Mailbox(graph, tenant.mailbox).folders().values()}


@pytest.mark.parametrize(
    "changes",
    [{"secret": "wrong"}, {"secret": "wrong", "client_id": "00000000-0000-0000-0000-000000000000"}],
    ids=["wrong secret", "unknown app"],
)
def test_wrong_credentials_are_one_line_that_says_what_to_do(tenant: Any, changes: dict[str, str]) -> None:
    with pytest.raises(GraphFault, match="m365.client_id and the secret") as caught:
        tenant.connect(credentials=credentials(tenant, **changes)).get("/sites/root")
    assert (caught.value.status, len(str(caught.value).splitlines())) == (401, 1)


def test_an_unknown_tenant_is_one_line(tenant: Any) -> None:
    given = credentials(tenant, secret="x", tenant_id="00000000-0000-0000-0000-00000000dead")
    with pytest.raises(TenantError, match=r"m365\.(tenant_id|client_id)") as caught:
        tenant.connect(credentials=given).get("/sites/root")
    assert len(str(caught.value).splitlines()) == 1


def test_a_mailbox_that_is_not_there_is_one_line(tenant: Any) -> None:
    with pytest.raises(GraphFault) as caught:
        Mailbox(tenant.connect(), "nobody@elsewhere.example").folders()
    assert (caught.value.status, len(str(caught.value).splitlines())) == (404, 1)
