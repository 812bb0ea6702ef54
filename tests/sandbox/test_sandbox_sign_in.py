"""What signing in refuses, what a token stands for, and what an application may do with it."""

import base64
import json
import time
import uuid
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from mail_steps import Post
from test_sandbox_entra import SCOPE, ask, client

ADVISER = 2


@pytest.fixture(scope="module")
def set_so(sandbox: Callable[..., Any]) -> Callable[..., Any]:
    """A tenant with these knobs, one for all tests of this module that turn the same."""

    @cache
    def made(*knobs: str) -> Any:
        return sandbox(*(part for one in knobs for part in ("--set", one)))

    return made


def assertion(tenant: Any, kind: str = "PS256", **changed: Any) -> dict[str, str]:
    """A client assertion of the certificate; `changed` claims, or its thumbprint."""
    pem = open(tenant.ready["client_certificate"], "rb").read()  # noqa: SIM115
    certificate, key = x509.load_pem_x509_certificate(pem[pem.index(b"-----BEGIN CERT") :]), pem
    name, made = ("x5t#S256", hashes.SHA256()) if kind == "PS256" else ("x5t", hashes.SHA1())
    thumbprint = base64.urlsafe_b64encode(certificate.fingerprint(made)).decode().rstrip("=")
    now, own = int(time.time()), tenant.ready["client_id"]
    where = f"{tenant.ready['authority']}/{tenant.ready['tenant_id']}/oauth2/v2.0/token"
    header = {name: changed.pop("thumbprint", thumbprint)}
    claims = {"aud": where, "iss": own, "sub": own, "jti": uuid.uuid4().hex, "nbf": now, "exp": now + 600, **changed}
    signing: Any = serialization.load_pem_private_key(key, None)
    text = jwt.encode(claims, signing, algorithm=kind, headers=header)
    kind_of = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    return {"client_secret": "", "client_assertion": text, "client_assertion_type": kind_of}


@pytest.mark.parametrize("kind", ["PS256", "RS256"])
def test_a_certificate_proves_who_the_application_is(tenant: Any, kind: str) -> None:
    assert ask(tenant, **assertion(tenant, kind)).status_code == 200


@pytest.mark.parametrize(
    ("what", "changed", "code"),
    [
        ("for another address", {"aud": "https://elders.example/token"}, 700023),
        ("by another application", {"iss": "iemand"}, 700021),
        ("no longer good", {"exp": 1_700_000_000}, 700024),
        ("not good yet", {"nbf": 4_000_000_000}, 700024),
        ("of another certificate", {"thumbprint": "AAAA"}, 700027),
    ],
)
def test_an_assertion_is_refused(tenant: Any, what: str, changed: dict[str, Any], code: int) -> None:
    answer = ask(tenant, **assertion(tenant, **changed))
    assert answer.status_code == 401 and answer.json()["error_codes"] == [code], what


def test_an_assertion_counts_once_unless_the_tenant_lets_it(tenant: Any, set_so: Any) -> None:
    used = assertion(tenant)
    assert [ask(tenant, **used).status_code for _ in range(2)] == [200, 401]
    lax = set_so("assertion_replay=taken", "cae_needs_claims=true")
    used = assertion(lax)
    assert [ask(lax, **used).status_code for _ in range(2)] == [200, 200]


def test_a_secret_ends_on_its_day(sandbox: Any) -> None:
    tenant = sandbox("--set", "secret_expires=2026-09-08")
    assert ask(tenant).status_code == 200
    tenant.advance(24 * 3600)
    answer = ask(tenant)
    assert answer.status_code == 401 and answer.json()["error_codes"] == [7000222]
    assert ask(tenant, **assertion(tenant)).status_code == 200  # a certificate has its own days
    tenant.stop()


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


def challenge(answer: Any) -> str:
    """The claims of a challenge, as a client sends them back."""
    said = answer.headers["WWW-Authenticate"]
    assert answer.status_code == 401 and said.startswith("Bearer ") and 'error="insufficient_claims"' in said
    return base64.b64decode(said.partition('claims="')[2].partition('"')[0]).decode()


def test_a_revoked_token_is_challenged_before_it_expires(tenant: Any) -> None:
    post = Post(tenant)
    old = ask(tenant).json()["access_token"]
    tenant.control("POST", "/revoke")
    claims = json.loads(challenge(post.call("GET", "/messages", token=old)))
    assert claims["access_token"]["nbf"]["essential"] is True
    assert post.call("GET", "/messages", token=ask(tenant).json()["access_token"]).status_code == 200
    tenant._token = ""


def test_a_tenant_may_want_the_claims_of_its_challenge_back(set_so: Any) -> None:
    tenant = set_so("assertion_replay=taken", "cae_needs_claims=true")
    post = Post(tenant)
    tenant.control("POST", "/revoke")
    refused = post.call("GET", "/messages", token=ask(tenant).json()["access_token"])
    got = ask(tenant, claims=challenge(refused)).json()["access_token"]
    assert post.call("GET", "/messages", token=got).status_code == 200


def test_msal_answers_a_challenge_as_it_comes(set_so: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    tenant = set_so("assertion_replay=taken", "cae_needs_claims=true")
    post, who = Post(tenant), client(tenant, tenant.ready["client_secret"], instance_discovery=False)
    tenant.control("POST", "/revoke")
    refused = post.call("GET", "/messages", token=who.acquire_token_for_client(SCOPE)["access_token"])
    got = who.acquire_token_for_client(SCOPE, claims_challenge=challenge(refused))
    assert post.call("GET", "/messages", token=got["access_token"]).status_code == 200


@pytest.mark.parametrize(("capabilities", "expected"), [(["CP1"], 401), (None, 200)])
def test_a_tenant_may_end_the_tokens_of_those_alone_who_can_answer(
    set_so: Any, monkeypatch: pytest.MonkeyPatch, capabilities: list[str] | None, expected: int
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    tenant = set_so("cae_for=capable")
    own = {"client_capabilities": capabilities, "instance_discovery": False}
    token = client(tenant, tenant.ready["client_secret"], **own).acquire_token_for_client(SCOPE)["access_token"]
    tenant.control("POST", "/revoke")
    assert Post(tenant).call("GET", "/messages", token=token).status_code == expected


def test_a_person_is_signed_out_alone(tenant: Any) -> None:
    planner, approver = (tenant.sign_in(one) for one in tenant.ready["team"][:2])
    tenant.control("POST", "/revoke", {"user": tenant.ready["team"][0]})
    challenge(tenant.graph("GET", "/me", token=planner))
    assert tenant.graph("GET", "/me", token=approver).status_code == 200
    assert tenant.graph("GET", "/me", token=tenant.sign_in(tenant.ready["team"][0])).status_code == 200


def test_a_revocation_outlives_a_restart(sandbox: Any, tmp_path: Path) -> None:
    first = sandbox("--data", str(tmp_path / "data"), folder=tmp_path)
    token = ask(first).json()["access_token"]
    first.control("POST", "/revoke")
    first.stop()
    second = sandbox("--data", str(tmp_path / "data"), folder=tmp_path)
    challenge(Post(second).call("GET", "/messages", token=token))
    second.stop()


NOT_TAKEN: list[tuple[str, dict[str, Any], str]] = [
    ("of another audience", {"aud": "https://outlook.office.com"}, "audience"),
    ("of another tenant", {"tid": str(uuid.UUID(int=1))}, "another tenant"),
    ("by the issuer of another tenant", {"iss": f"https://sts.windows.net/{uuid.UUID(int=1)}/"}, "another tenant"),
    ("by nobody known", {"iss": "https://issuer.example/"}, "another tenant"),
    ("that names no issuer", {"iss": ""}, "another tenant"),
    ("that has expired", {"exp": 1_700_000_000}, "expired"),
    ("of tomorrow", {"nbf": 4_000_000_000}, "not yet valid"),
]


@pytest.mark.parametrize(("what", "claims", "said"), NOT_TAKEN, ids=[row[0] for row in NOT_TAKEN])
def test_a_token_rightly_signed_is_refused_all_the_same(
    tenant: Any, what: str, claims: dict[str, Any], said: str
) -> None:
    token = tenant.control("POST", "/token", claims)["access_token"]
    answer = Post(tenant).call("GET", "/messages", token=token)
    assert answer.status_code == 401 and answer.json()["error"]["code"] == "InvalidAuthenticationToken", what
    assert said in answer.json()["error"]["message"] and "authorization_uri" in answer.headers["WWW-Authenticate"]


def test_a_token_of_nobodys_key_is_refused(tenant: Any) -> None:
    other = jwt.encode({"aud": "https://graph.microsoft.com", "exp": int(time.time()) + 60}, "x" * 32)
    assert Post(tenant).call("GET", "/messages", token=other).status_code == 401


def draft_of(post: Post) -> str:
    return str(post.draft()["id"])


ROLES: list[tuple[str, str, Callable[[Post], Any], str]] = [
    ("reading mail", "Mail.Send", lambda post: post.call("GET", "/messages"), "ErrorAccessDenied"),
    ("writing mail", "Mail.Read", lambda post: post.call("POST", "/messages", {"subject": "x"}), "ErrorAccessDenied"),
    ("sending", "Mail.ReadWrite", lambda post: post.call("POST", f"/messages/{draft_of(post)}/send"),
     "ErrorAccessDenied"),
    ("events", "Calendars.Read", lambda post: post.call("POST", "/events", {"subject": "x"}), "ErrorAccessDenied"),
    ("categories", "Mail.ReadWrite", lambda post: post.call("GET", "/outlook/masterCategories"), "ErrorAccessDenied"),
    ("a site that was not granted", "Sites.Selected;none", lambda post: post.tenant.graph("GET", "/sites/root"),
     "accessDenied"),
    ("writing what may be read", "Sites.Selected;read",
     lambda post: post.tenant.graph("POST", "/sites/root/lists/Gemeenten/items", {"fields": {}}), "accessDenied"),
    ("a new list on a written site", "Sites.Selected;write",
     lambda post: post.tenant.graph("POST", "/sites/root/lists", {"displayName": "x"}), "accessDenied"),
    ("a new column on a written site", "Sites.ReadWrite.All;none",
     lambda post: post.tenant.graph("POST", "/sites/root/lists/Gemeenten/columns", {"name": "x"}), "accessDenied"),
    ("sites", "Mail.ReadWrite", lambda post: post.tenant.graph("GET", "/sites/root"), "accessDenied"),
    ("people", "Mail.ReadWrite", lambda post: post.call("GET", ""), "Authorization_RequestDenied"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "has", "act", "code"), ROLES, ids=[row[0] for row in ROLES])
def test_without_its_role_the_application_is_refused(
    set_so: Any, what: str, has: str, act: Callable[[Post], Any], code: str
) -> None:
    post = Post(set_so())
    roles, _, site_role = has.partition(";")
    post.tenant.control("POST", "/grants", {"app_roles": [roles], "site_role": site_role or "manage"})
    post.tenant._token = ""
    answer = act(post)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, code)
    assert roles not in answer.text  # Graph does not say which role is missing


@pytest.mark.parametrize(("scope", "ok"), [("Mail.Read", 200), ("Mail.ReadWrite.Shared", 200), ("User.Read", 403)])
def test_a_person_does_what_the_scopes_of_their_token_allow(tenant: Any, scope: str, ok: int) -> None:
    token = tenant.control("POST", "/sign-in", {"user": tenant.ready["team"][0], "scopes": [scope]})["access_token"]
    assert tenant.graph("GET", "/me/messages", token=token).status_code == ok


RBAC: list[tuple[str, str, str, int, int]] = [
    ("a role scoped in Exchange reaches its mailbox only", "User.ReadBasic.All", "/messages", 200, 403),
    ("one that Entra granted too reaches all", "Mail.ReadWrite", "/messages", 200, 200),
    ("a role that nobody gave reaches none", "User.ReadBasic.All", "/events", 403, 403),
]


@pytest.mark.parametrize(("granted", "path", "here", "there"), [r[1:] for r in RBAC], ids=[r[0] for r in RBAC])
def test_rbac_for_applications_adds_to_what_entra_granted(
    set_so: Any, granted: str, path: str, here: int, there: int
) -> None:
    tenant = set_so("rbac_roles=Mail.ReadWrite", "mailbox_scope=tour@weerbaarbestuur.example")
    tenant.control("POST", "/grants", {"app_roles": [granted]})
    tenant._token = ""
    assert Post(tenant).call("GET", path).status_code == here
    assert Post(tenant, tenant.ready["team"][ADVISER]).call("GET", path).status_code == there


def test_free_and_busy_need_no_more_than_reading_calendars(set_so: Any) -> None:
    post = Post(set_so())
    post.tenant.control("POST", "/grants", {"app_roles": ["Calendars.Read"]})
    post.tenant._token = ""
    span = {"dateTime": "2030-01-01T10:00:00", "timeZone": "UTC"}
    asked = {"schedules": [post.address], "startTime": span, "endTime": {**span, "dateTime": "2030-01-01T12:00:00"}}
    assert post.call("POST", "/calendar/getSchedule", asked).status_code == 200


def test_a_policy_of_old_leaves_one_mailbox(sandbox: Any) -> None:
    tenant = sandbox("--set", "mailbox_scope=tour@weerbaarbestuur.example")
    assert Post(tenant).call("GET", "/messages").status_code == 200
    refused = Post(tenant, tenant.ready["team"][ADVISER]).call("GET", "/messages")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "ErrorAccessDenied")
    tenant.stop()
