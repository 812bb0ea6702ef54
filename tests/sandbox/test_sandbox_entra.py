"""Tokens for the application (secret, certificate) and for people; refusals as Entra and Graph write them."""

from pathlib import Path
from typing import Any

import jwt
import pytest
from msal import ConfidentialClientApplication

SCOPE = ["https://graph.microsoft.com/.default"]


def ask(tenant: Any, directory: str = "", **form: str) -> Any:
    """A request to the token endpoint, right but for `form`."""
    ready = tenant.ready
    right = {
        "grant_type": "client_credentials",
        "client_id": ready["client_id"],
        "client_secret": ready["client_secret"],
        "scope": SCOPE[0],
    }
    url = f"{ready['authority']}/{directory or ready['tenant_id']}/oauth2/v2.0/token"
    return tenant.session.post(url, data={**right, **form}, timeout=30)


def client(tenant: Any, credential: Any, **more: Any) -> ConfidentialClientApplication:
    """msal as it comes; only the address and the CA are the sandbox's."""
    return ConfidentialClientApplication(
        tenant.ready["client_id"],
        client_credential=credential,
        authority=f"{tenant.ready['authority']}/{tenant.ready['tenant_id']}",
        verify=tenant.ready["ca_file"],
        **more,
    )


@pytest.fixture(autouse=True)
def own_ca(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's CA bundle goes before `verify` in requests."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


def test_a_secret_gives_a_token_of_the_application(tenant: Any) -> None:
    answer = ask(tenant).json()
    assert answer["token_type"] == "Bearer" and answer["expires_in"] == 3600
    claims = jwt.decode(answer["access_token"], options={"verify_signature": False})
    assert claims["idtyp"] == "app" and claims["tid"] == tenant.ready["tenant_id"] and "Mail.Send" in claims["roles"]


KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
WRONG: list[tuple[str, dict[str, str], int, str, int]] = [
    ("a wrong secret", {"client_secret": "fout"}, 401, "invalid_client", 7000215),
    ("no secret at all", {"client_secret": ""}, 401, "invalid_client", 7000218),
    ("an unknown application", {"client_id": "iemand"}, 400, "unauthorized_client", 700016),
    ("no application", {"client_id": ""}, 400, "invalid_request", 900144),
    ("another flow", {"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
    ("no flow", {"grant_type": ""}, 400, "invalid_request", 900144),
    ("an unknown tenant", {"directory": "elders"}, 400, "invalid_request", 90002),
    ("no tenant in particular", {"directory": "common"}, 400, "invalid_request", 50194),
    ("an assertion that is none", {"client_assertion": "a.b.c", "client_assertion_type": KIND}, 400,
     "invalid_request", 50027),
    ("an assertion without its kind", {"client_assertion": "a.b.c"}, 400, "invalid_request", 900144),
    ("claims that are no JSON", {"claims": "{"}, 400, "invalid_request", 9002313),
]  # fmt: skip


@pytest.mark.parametrize(("form", "status", "error", "code"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_entra_refuses_it_refuses_with_its_code(
    tenant: Any, form: dict[str, str], status: int, error: str, code: int
) -> None:
    answer = ask(tenant, **form)
    body = answer.json()
    assert (answer.status_code, body["error"], body["error_codes"]) == (status, error, [code])
    assert body["error_description"].startswith(f"AADSTS{code}: ")
    assert body["trace_id"] in body["error_description"] and body["correlation_id"] in body["error_description"]
    assert body["error_uri"].endswith(f"code={code}") and body["timestamp"].endswith("Z")


def test_the_tenant_also_goes_by_its_domain(tenant: Any) -> None:
    assert ask(tenant, directory=tenant.ready["mailbox"].rpartition("@")[2]).status_code == 200


def test_a_refusal_carries_the_number_that_the_client_gave_its_request(tenant: Any) -> None:
    url = f"{tenant.ready['authority']}/{tenant.ready['tenant_id']}/oauth2/v2.0/token"
    answer = tenant.session.post(url, data={}, headers={"client-request-id": "mijn-vraag"}, timeout=30)
    assert answer.json()["correlation_id"] == "mijn-vraag"


def test_an_application_may_name_itself_in_the_header(tenant: Any) -> None:
    url = f"{tenant.ready['authority']}/{tenant.ready['tenant_id']}/oauth2/v2.0/token"
    form = {"grant_type": "client_credentials", "scope": SCOPE[0]}
    who = (tenant.ready["client_id"], tenant.ready["client_secret"])
    assert "access_token" in tenant.session.post(url, data=form, auth=who, timeout=30).json()
    broken = tenant.session.post(url, data=form, headers={"Authorization": "Basic ?"}, timeout=30)
    assert broken.json()["error_codes"] == [9002313]


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\xfe=1", b"grant_type=%ff", b"&" * 5000])
def test_what_is_no_form_is_refused_in_words(tenant: Any, body: bytes) -> None:
    url = f"{tenant.ready['authority']}/{tenant.ready['tenant_id']}/oauth2/v2.0/token"
    answer = tenant.session.post(url, data=body, headers={"Content-Type": "application/json"}, timeout=30)
    assert answer.status_code == 400 and answer.json()["error_description"].startswith("AADSTS")


def credential(tenant: Any, kind: str) -> Any:
    """What msal takes for each way to prove who the application is."""
    pem = Path(tenant.ready["client_certificate"]).read_text(encoding="ascii")
    key, _, rest = pem.partition("-----END PRIVATE KEY-----")
    key += "-----END PRIVATE KEY-----\n"
    if kind == "secret":
        return tenant.ready["client_secret"]
    if kind == "SHA-256":
        return {"private_key": key, "public_certificate": rest.strip()}
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    fingerprint = x509.load_pem_x509_certificate(rest.strip().encode()).fingerprint(hashes.SHA1())
    return {"private_key": key, "thumbprint": fingerprint.hex()}


@pytest.mark.parametrize("kind", ["secret", "SHA-256", "SHA-1"])
def test_msal_gets_a_token_that_graph_takes(tenant: Any, kind: str) -> None:
    got = client(tenant, credential(tenant, kind), instance_discovery=False).acquire_token_for_client(SCOPE)
    assert "access_token" in got, got
    assert tenant.graph("GET", f"/users/{tenant.ready['mailbox']}", token=got["access_token"]).status_code == 200


def test_msal_may_ask_for_the_instance_first(tenant: Any) -> None:
    answer = tenant.session.get(f"{tenant.ready['authority']}/common/discovery/instance", timeout=30).json()
    assert tenant.session.get(answer["tenant_discovery_endpoint"], timeout=30).json()["token_endpoint"]


def test_another_key_proves_nothing(tenant: Any) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = other.private_bytes(serialization.Encoding.PEM, form, plain)
    wrong = {**credential(tenant, "SHA-256"), "private_key": pem.decode()}
    got = client(tenant, wrong, instance_discovery=False).acquire_token_for_client(SCOPE)
    assert "AADSTS700027" in got["error_description"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer onzin", "Basic abc"])
def test_without_a_token_that_counts_graph_answers_401(tenant: Any, header: str) -> None:
    url, sent = f"{tenant.ready['graph_url']}/v1.0/users/x/messages", {"Authorization": header} if header else {}
    answer = tenant.session.get(url, headers=sent, timeout=30)
    error = answer.json()["error"]
    assert answer.status_code == 401 and error["code"] == "InvalidAuthenticationToken"
    assert set(error["innerError"]) == {"date", "request-id", "client-request-id"}


def test_a_token_ends_when_its_life_does(sandbox: Any) -> None:
    tenant = sandbox("--set", "token_ttl_s=0")
    assert ask(tenant).json()["expires_in"] == 0
    answer = tenant.graph("GET", f"/users/{tenant.ready['mailbox']}")
    assert answer.status_code == 401 and "expired" in answer.json()["error"]["message"]


def test_a_person_is_who_they_are_and_only_people_of_the_tenant_sign_in(tenant: Any) -> None:
    planner = tenant.ready["team"][0]
    me = tenant.graph("GET", "/me", token=tenant.sign_in(planner)).json()
    assert me["mail"] == planner
    url = f"{tenant.ready['control_url']}/sign-in"
    answer = tenant.session.post(url, json={"user": "x@elders.example"}, timeout=30)
    assert answer.status_code == 404
