"""Refusals of the sign-in service, in the form in which Entra writes them."""

import json
import uuid
from datetime import UTC, datetime

from bot.sandbox.http import Answer


class Refused(Exception):
    """A request for a token that is not granted. `error` is OAuth's word, `code` the number after AADSTS."""

    def __init__(self, error: str, code: int, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.error, self.code, self.text, self.status = error, code, text, status


def refusal(fault: Refused, correlation_id: str = "") -> Answer:
    """The refusal as an answer. `correlation_id`: the client-request-id that the client sent."""
    trace, correlation = str(uuid.uuid4()), correlation_id or str(uuid.uuid4())
    stamp = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    tail = f"Trace ID: {trace} Correlation ID: {correlation} Timestamp: {stamp}"
    body = {
        "error": fault.error,
        "error_description": f"AADSTS{fault.code}: {fault.text} {tail}",
        "error_codes": [fault.code],
        "timestamp": stamp,
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": f"https://login.microsoftonline.com/error?code={fault.code}",
    }
    headers = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store, no-cache"}
    return Answer(fault.status, json.dumps(body).encode(), headers)


def missing(parameter: str) -> Refused:
    """A parameter that the form lacks."""
    text = f"The request body must contain the following parameter: '{parameter}'."
    return Refused("invalid_request", 900144, text)


def no_tenant(directory: str) -> Refused:
    """A directory that is not this one."""
    return Refused("invalid_request", 90002, f"Tenant '{directory}' not found. Check that the tenant ID is right.")
