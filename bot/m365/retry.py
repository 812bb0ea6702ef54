"""When a request may be repeated, and after how long."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

TIMES_LOST = 3
"""How often a connection is tried before we give up."""

_FIRST_PAUSE = 0.5


def header(headers: Mapping[str, str], name: str) -> str:
    """A header whatever its case ('' when absent): parts of a $batch carry plain dictionaries."""
    return next((str(value) for key, value in headers.items() if key.lower() == name.lower()), "")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the service asks to wait: whole, fractional (`2.128`) or until a date; None without any."""
    text = header(headers, "Retry-After").strip()
    try:
        seconds = float(text)
    except ValueError:
        seconds = _until(text, header(headers, "Date"))
    return seconds if seconds > 0 else None


def _until(moment: str, now: str) -> float:
    """A date is measured from the answer's own Date, so that the two machines' clocks need not agree."""
    try:
        return (parsedate_to_datetime(moment) - parsedate_to_datetime(now)).total_seconds()
    except (ValueError, TypeError):
        return 0.0


def backoff(attempt: int) -> float:
    """The pause after failed attempt `attempt` (from 1) when nobody names one: 0.5, 1, 2, 4 ... seconds."""
    return _FIRST_PAUSE * 2.0 ** min(attempt - 1, 10)


def pause_after(status: int, headers: Mapping[str, str], *, safe: bool, attempt: int) -> float | None:
    """Seconds until the request may be repeated, None when it may not.

    429 was not carried out, so anything may be repeated. 503 and 504 may have been: only reads (`safe`) are.
    """
    if status == 429 or (safe and status in (503, 504)):
        return retry_after(headers) or backoff(attempt)
    return None


def never_left(fault: requests.RequestException) -> bool:
    """Whether the connection was never made (so nothing was carried out), as against lost under way."""
    if isinstance(fault, requests.exceptions.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    reason = fault.args[0] if fault.args else None
    if isinstance(reason, MaxRetryError):
        reason = reason.reason
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def reason_of(fault: Exception) -> str:
    """A short reason for people; the library's own text holds object addresses and is no use to them."""
    if isinstance(fault, requests.exceptions.SSLError):
        return "its certificate is not trusted"
    if isinstance(fault, requests.exceptions.ProxyError):
        return "the proxy does not answer"
    if isinstance(fault, requests.exceptions.Timeout):
        return "time-out"
    if isinstance(fault, requests.exceptions.HTTPError) and fault.response is not None:
        return f"status {fault.response.status_code}"
    return "no connection" if isinstance(fault, requests.RequestException) and never_left(fault) else "connection lost"
