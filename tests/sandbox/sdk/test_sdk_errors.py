"""Credentials, errors and retries of Microsoft's own clients on the tenant."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Sdk, client_of, secret_of
from mail_steps import MAYOR
from sdk_steps import ask, failure, recipient


def test_a_certificate_signs_in(running: Any, runner: asyncio.Runner) -> None:
    from azure.identity import CertificateCredential

    running.control("POST", "/reset")
    ready = running.ready
    credential = CertificateCredential(
        ready["tenant_id"], ready["client_id"], ready["client_certificate"],
        authority=ready["authority"], disable_instance_discovery=True, connection_verify=ready["ca_file"],
    )  # fmt: skip
    client, adapter = client_of(ready, credential)
    sdk = Sdk(running, client, adapter, runner.run)
    assert sdk.run(sdk.mine.messages.get()).value == []


def test_a_wrong_secret_is_told_with_its_code(running: Any) -> None:
    from azure.core.exceptions import ClientAuthenticationError

    with pytest.raises(ClientAuthenticationError, match="AADSTS7000215"):
        secret_of({**running.ready, "client_secret": "other"}).get_token("https://graph.microsoft.com/.default")


def test_an_unknown_tenant_is_told_with_its_code(running: Any) -> None:
    from azure.core.exceptions import ClientAuthenticationError

    other = {**running.ready, "tenant_id": "00000000-0000-4000-8000-000000000000"}
    with pytest.raises((ClientAuthenticationError, ValueError), match="AADSTS90002|tenant"):
        secret_of(other).get_token("https://graph.microsoft.com/.default")


def test_errors_carry_code_message_and_request_id(sdk: Any) -> None:
    gone = failure(sdk, sdk.mine.messages.by_message_id("weg").get())
    assert gone.response_status_code == 404 and gone.error.code == "ErrorItemNotFound" and gone.error.message
    assert gone.error.inner_error.request_id and gone.error.inner_error.date
    missing = failure(sdk, sdk.client.users.by_user_id("niemand@weerbaarbestuur.example").messages.get())
    assert missing.response_status_code == 404
    wrong = failure(sdk, sdk.client.me.get())
    assert wrong.response_status_code == 400


def test_an_answer_to_a_stale_version_is_412(sdk: Any) -> None:
    from msgraph.generated.models.message import Message

    made = sdk.run(sdk.mine.messages.post(Message(subject="a", to_recipients=[recipient(MAYOR)])))
    one = sdk.mine.messages.by_message_id(made.id)
    stale = made.additional_data["@odata.etag"]
    sdk.run(one.patch(Message(subject="b")))
    refused = failure(sdk, one.patch(Message(subject="c"), ask(one, {"If-Match": stale})))
    assert refused.response_status_code == 412


@pytest.mark.parametrize("status", [429, 503, 504])
def test_the_sdk_tries_again_by_itself(
    sandbox: Any, runner: asyncio.Runner, tmp_path: Path, status: int
) -> None:
    plan = tmp_path / "faults.json"
    fault = {"match": "GET .*/messages", "every": 1, "times": 1, "do": "status", "status": status}
    plan.write_text(json.dumps([{**fault, "headers": {"Retry-After": "0.2"}}]))
    made = sandbox("--faults", str(plan))
    client, adapter = client_of(made.ready, secret_of(made.ready))
    sdk = Sdk(made, client, adapter, runner.run)
    assert sdk.run(sdk.mine.messages.get()).value == []
    made.stop()


def test_continuous_access_evaluation_is_answered_with_a_new_token(sdk: Any) -> None:
    assert sdk.run(sdk.mine.messages.get()).value == []
    sdk.tenant.control("POST", "/revoke")
    assert sdk.run(sdk.mine.messages.get()).value == []
