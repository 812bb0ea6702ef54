"""The knobs of `--set`."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

ROLES = (
    "Mail.ReadWrite,Mail.Send,Calendars.ReadWrite,MailboxSettings.ReadWrite,User.ReadBasic.All,Sites.Selected"
)

SCOPES = (
    "Mail.ReadWrite.Shared,Mail.Send.Shared,Calendars.ReadWrite.Shared,MailboxSettings.ReadWrite,User.Read,"
    "User.ReadBasic.All,Sites.ReadWrite.All"
)


@dataclass(frozen=True)
class Settings:
    """What the tenant is and how it behaves; docs/sandbox.md describes each. Times run on its clock."""

    tenant_id: str = "3f1d5c0a-7b52-4a6e-9d0e-5a4f0c9b1e77"
    client_id: str = "8c2b7f64-0d1e-4f3a-b6a5-2e9d4c7f1a08"
    client_secret: str = "sandbox-secret-for-tests-only"
    site_url: str = "https://weerbaarbestuur.sharepoint.example/sites/tour"
    site_title: str = "Tour Weerbaar Bestuur"
    clock: str = ""
    clock_speed: float = 1.0
    seed: int = 1
    provinces: str = ""
    messages_per_minute: int = 30
    over_limit: str = "429"
    concurrent_requests: int = 4
    requests_per_10min: int = 10000
    upload_mb_per_5min: int = 150
    sent_copy_delay_ms: int = 800
    ndr_delay_s: int = 20
    delivery_delay_s: int = 2
    token_ttl_s: int = 3600
    app_roles: str = ROLES
    site_role: str = "manage"
    user_scopes: str = SCOPES
    mailbox_scope: str = ""
    rbac_roles: str = ""
    policy_delay_s: int = 3600
    secret_expires: str = ""
    assertion_replay: str = "refused"
    cae_for: str = "all"
    cae_needs_claims: bool = False
    subscription_minutes: int = 4230
    subscription_minutes_lists: int = 42300
    reauthorization_minutes: int = 60
    notification_ca: str = ""
    notification_delay_s: int = 2
    notification_timeout_s: int = 30
    notification_lose_every: int = 0
    notification_missed: bool = True
    notification_double_every: int = 0
    concurrency_per: str = "mailbox"
    retry_after: str = "fraction"
    batch_throttled: str = "200"
    delta_noise: bool = False
    sync_state: str = "SyncStateNotFound"
    list_resync: str = "resyncChangesApplyDifferences"
    second_send: str = "400"
    malformed_id: str = "404"
    inefficient_filter: str = "400"
    error_style: str = "innerError"
    ndr_language: str = "nl"
    ndr_form: str = "report"
    request_mb: int = 4
    request_timeout_s: int = 60
    recipients_per_message: int = 500
    recipients_per_day: int = 10000
    versions_kept: int = 500
    list_view_threshold: int = 5000
    path_makes_folders: bool = True
    range_step_kib: int = 320
    conversion_timeout_s: int = 120
    list_view_error: str = "429"
    person_edit_shows_application: bool = False
    transaction_duplicate: str = "existing"


def with_knobs(settings: Settings, texts: list[str]) -> Settings:
    """Apply `KEY=VALUE` texts; ValueError with one line that names the key and what it takes."""
    kinds = {one.name: one.type for one in fields(Settings)}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or key not in kinds:
            raise ValueError(f"--set {text}: no such knob; known are {', '.join(sorted(kinds))}")
        settings = replace(settings, **{key: _typed(text, value, getattr(Settings(), key))})
        _check(text, getattr(settings, key))
    return settings


_CHOICES = {
    "site_role": ("none", "read", "write", "manage", "fullcontrol"),
    "cae_for": ("all", "capable"),
    "assertion_replay": ("refused", "taken"),
    "over_limit": ("429", "bounce"),
    "transaction_duplicate": ("existing", "409"),
    "concurrency_per": ("mailbox", "app"),
    "retry_after": ("fraction", "whole", "absent"),
    "batch_throttled": ("200", "424"),
    "sync_state": ("SyncStateNotFound", "SyncStateInvalid"),
    "list_resync": ("resyncChangesApplyDifferences", "resyncChangesUploadDifferences"),
    "second_send": ("400", "404"),
    "malformed_id": ("404", "400"),
    "inefficient_filter": ("400", "served"),
    "error_style": ("innerError", "innererror", "empty_code"),
    "ndr_language": ("nl", "en"),
    "ndr_form": ("report", "text"),
    "list_view_error": ("429", "500"),
}


def _check(text: str, value: Any) -> None:
    choices = _CHOICES.get(text.partition("=")[0])
    if choices and value not in choices:
        raise ValueError(f"--set {text}: choose {' or '.join(choices)}")
    if text.startswith("secret_expires=") and not _is_moment(value):
        raise ValueError(f"--set {text}: an ISO time is expected")
    if isinstance(value, int | float) and not (0 <= value < float("inf")):
        raise ValueError(f"--set {text}: the value must be 0 or more")


def _is_moment(text: str) -> bool:
    try:
        return bool(not text or datetime.fromisoformat(text))
    except ValueError:
        return False


def _typed(text: str, value: str, default: Any) -> Any:
    try:
        if isinstance(default, bool):
            return {"true": True, "false": False}[value.lower()]
        return type(default)(value)
    except (KeyError, ValueError):
        raise ValueError(f"--set {text}: the value must be a {type(default).__name__}") from None
