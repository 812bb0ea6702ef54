"""What can go wrong between us and the tenant: refused, not reached, or in doubt."""

from collections.abc import Mapping

from bot.errors import TenantError
from bot.m365 import retry

_ADVICE = {
    401: "check m365.tenant_id, m365.client_id and the secret or certificate",
    403: "check the rights of the app (docs: permissions) and, for a mailbox, its access policy",
    404: "check the address of mailbox, site or list, and whether someone removed it",
    429: "the tenant is throttling; it is tried again in the next round",
}
_TIRED = "the service itself failed; it is tried again in the next round"


class GraphFault(TenantError):
    """Graph answered and refused: nothing was done. `status` is the HTTP status, `code` Graph's own word for it.

    `retry_after` (seconds) is what a throttled answer asked for, else None.
    """

    def __init__(
        self,
        where: str,
        status: int,
        code: str = "",
        message: str = "",
        request_id: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status, self.code, self.message, self.request_id = status, code, message, request_id
        self.headers = headers or {}
        self.retry_after = retry.retry_after(self.headers)
        reason = " ".join(f"{status} {code}: {message}".split()).rstrip(": ")
        advice = _ADVICE.get(status, _TIRED if status >= 500 else "see the tenant's own message")
        trace = f" [request-id {request_id}]" if request_id else ""
        super().__init__(f"Microsoft 365 refused {where} ({reason}): {advice}{trace}")


class Unreachable(TenantError):
    """No connection could be made, so nothing was done."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"Microsoft 365 cannot be reached for {where} ({reason}): check the network and the address")


class Doubtful(TenantError):
    """A writing request went out and no clear answer came (time-out, lost connection, 5xx): it may have happened.

    Look before acting again. `status` is 0 when no answer came at all.
    """

    def __init__(self, where: str, reason: str, status: int = 0) -> None:
        self.status = status
        super().__init__(f"No clear answer to {where} ({reason}): it may have happened, look before doing it again")
