"""What signing in refuses, what a token stands for, and what an application may do with it."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from mail_steps import Post
from test_sandbox_entra import ask

ADVISER = 2


def assertion(tenant: Any, kind: str = "PS256", **changed: Any) -> dict[str, str]:
    """A client assertion of the certificate; `changed` claims, or its thumbprint."""
    pem = open(tenant.ready["client_certificate"], "rb").read()  # noqa: SIM115
    certificate, key = x509.load_pem_x509_certificate(pem[pem.index(b"-----BEGIN CERT") :]), pem
    name, made = ("x5t#S256", hashes.SHA256()) if kind == "PS256" else ("x5t", hashes.SHA1())
    thumbprint = base64.urlsafe_b64encode(certificate.fingerprint(made)).decode().rstrip("=")
    now, own = int(time.time()), tenant.ready["client_id"]
    where = f"{tenant.ready['authority']}/{tenant.ready['tenant_id']}/oauth2/v2.0/token"
    header = {name: changed.pop("thumbprint", thumbprint)}
    claims = {"aud": where, "iss": own, "sub": own, "jti": "1", "nbf": now, "exp": now + 600, **changed}
    signing: Any = serialization.load_pem_private_key(key, None)
    text = jwt.encode(claims, signing, algorithm=kind, headers=header)
    kind_of = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    return {"client_secret": "", "client_assertion": text, "client_assertion_type": kind_of}


@pytest.mark.parametrize("kind", ["PS256", "RS256"])
def test_a_certificate_proves_who_the_application_is(tenant: Any, kind: str) -> None:
    assert ask(tenant, **assertion(tenant, kind)).status_code == 200


@pytest.mark.parametrize(
    ("what", "changed"),
    [
        ("for another address", {"aud": "https://elders.example/token"}),
        ("by another application", {"iss": "iemand"}),
        ("no longer good", {"exp": 1_700_000_000}),
        ("of another certificate", {"thumbprint": "AAAA"}),
    ],
)
def test_an_assertion_is_refused(tenant: Any, what: str, changed: dict[str, Any]) -> None:
    answer = ask(tenant, **assertion(tenant, **changed))
    assert answer.status_code == 401 and answer.json()["error_codes"] == [700027], what


@pytest.mark.parametrize(
    ("scope", "code"),
    [("", 900144), ("https://graph.microsoft.com/Mail.Send", 1002012), ("https://elders.example/.default", 500011)],
)
def test_a_token_is_for_graph_and_nothing_else(tenant: Any, scope: str, code: int) -> None:
    answer = ask(tenant, scope=scope)
    assert answer.status_code == 400 and answer.json()["error_codes"] == [code]


def test_another_tenant_is_not_discovered(tenant: Any) -> None:
    where = f"{tenant.ready['authority']}/elders/v2.0/.well-known/openid-configuration"
    assert tenant.session.get(where, timeout=30).json()["error_codes"] == [90002]
    here = f"{tenant.ready['authority']}/{tenant.ready['tenant_id']}/v2.0/.well-known/openid-configuration"
    keys = tenant.session.get(tenant.session.get(here, timeout=30).json()["jwks_uri"], timeout=30).json()["keys"]
    jwt.decode(tenant.token(), jwt.PyJWK(keys[0]), algorithms=["RS256"], audience="https://graph.microsoft.com")


def test_a_revoked_token_is_challenged_before_it_expires(tenant: Any) -> None:
    post = Post(tenant)
    old = ask(tenant).json()["access_token"]
    tenant.control("POST", "/revoke")
    refused = post.call("GET", "/messages", token=old)
    said = refused.headers["WWW-Authenticate"]
    assert refused.status_code == 401 and 'error="insufficient_claims"' in said
    claims = json.loads(base64.b64decode(said.partition('claims="')[2].rstrip('"')))
    assert claims["access_token"]["nbf"]["essential"] is True
    assert post.call("GET", "/messages", token=ask(tenant).json()["access_token"]).status_code == 200
    tenant._token = ""


def test_a_token_of_another_audience_is_refused(tenant: Any) -> None:
    other = jwt.encode({"aud": "https://outlook.office.com", "exp": int(time.time()) + 60}, "x" * 32, algorithm="HS256")
    answer = Post(tenant).call("GET", "/messages", token=other)
    assert answer.status_code == 401 and "authorization_uri" in answer.headers["WWW-Authenticate"]


def draft_of(post: Post) -> str:
    return str(post.draft()["id"])


ROLES: list[tuple[str, str, Callable[[Post], Any], str]] = [
    ("reading mail", "Mail.Send", lambda post: post.call("GET", "/messages"), "ErrorAccessDenied"),
    ("writing mail", "Mail.Read", lambda post: post.call("POST", "/messages", {"subject": "x"}), "ErrorAccessDenied"),
    ("sending", "Mail.ReadWrite", lambda post: post.call("POST", f"/messages/{draft_of(post)}/send"),
     "ErrorAccessDenied"),
    ("events", "Calendars.Read", lambda post: post.call("POST", "/events", {"subject": "x"}), "ErrorAccessDenied"),
    ("categories", "Mail.ReadWrite", lambda post: post.call("GET", "/outlook/masterCategories"), "ErrorAccessDenied"),
    ("sites", "Mail.ReadWrite", lambda post: post.tenant.graph("GET", "/sites/root"), "accessDenied"),
    ("people", "Mail.ReadWrite", lambda post: post.call("GET", ""), "Authorization_RequestDenied"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "has", "act", "code"), ROLES, ids=[row[0] for row in ROLES])
def test_without_its_role_the_application_is_refused(
    sandbox: Any, what: str, has: str, act: Callable[[Post], Any], code: str
) -> None:
    post = Post(sandbox("--set", f"app_roles={has}"))
    answer = act(post)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, code)
    post.tenant.stop()


def test_free_and_busy_need_no_more_than_reading_calendars(sandbox: Any) -> None:
    post = Post(sandbox("--set", "app_roles=Calendars.Read"))
    span = {"dateTime": "2030-01-01T10:00:00", "timeZone": "UTC"}
    asked = {"schedules": [post.address], "startTime": span, "endTime": {**span, "dateTime": "2030-01-01T12:00:00"}}
    assert post.call("POST", "/calendar/getSchedule", asked).status_code == 200
    post.tenant.stop()


def test_a_policy_of_old_leaves_one_mailbox(sandbox: Any) -> None:
    tenant = sandbox("--set", "mailbox_scope=tour@weerbaarbestuur.example")
    assert Post(tenant).call("GET", "/messages").status_code == 200
    refused = Post(tenant, tenant.ready["team"][ADVISER]).call("GET", "/messages")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "ErrorAccessDenied")
    tenant.stop()
