"""Graph's $batch: up to 20 requests in one round trip, answered part by part."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.m365 import retry

MOST_PARTS = 20
MOST_BYTES = 3_000_000
"""Graph takes about 4 MB a request; with JSON around it 3 MB of bodies is safe."""


@dataclass(frozen=True, slots=True)
class Part:
    """One request of a batch: `path` is relative to /v1.0 (`/users/...`), `body` JSON (or base64 text for bytes)."""

    method: str
    path: str
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def safe(self) -> bool:
        """Whether doing it twice does no harm: reads, and getSchedule, which is a read in a POST's clothes."""
        return self.method == "GET" or self.path.endswith("/getSchedule")

    def as_json(self, number: int) -> dict[str, Any]:
        """The part as $batch wants it: a body needs its Content-Type in the part itself."""
        entry: dict[str, Any] = {"id": str(number), "method": self.method, "url": self.path}
        headers = dict(self.headers)
        if self.body is not None:
            entry["body"] = self.body
            if not retry.header(headers, "Content-Type"):
                headers["Content-Type"] = "application/json"
        return entry | ({"headers": headers} if headers else {})


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one part. Status 0: the batch came back without it, so it may have happened."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Carried out."""
        return 200 <= self.status < 300

    @property
    def doubtful(self) -> bool:
        """May have been carried out: no answer, or the service failed under way."""
        return self.status == 0 or self.status >= 500

    @property
    def error_code(self) -> str:
        """Graph's own word for the fault, '' where it gives none (branch on `status` first)."""
        return str(self._error.get("code") or "")

    @property
    def error_message(self) -> str:
        """Graph's sentence about the fault."""
        return str(self._error.get("message") or "")

    @property
    def request_id(self) -> str:
        """What Microsoft's support asks for."""
        inner = self._error.get("innerError") or self._error.get("innererror") or {}
        return str(inner.get("request-id") or retry.header(self.headers, "request-id"))

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait before trying again, where the part says so."""
        return retry.retry_after(self.headers)

    @property
    def etag(self) -> str:
        """The eTag of what was written, '' where the answer has none."""
        body = self.body if isinstance(self.body, dict) else {}
        return str(body.get("eTag") or body.get("@odata.etag") or retry.header(self.headers, "ETag"))

    @property
    def _error(self) -> dict[str, Any]:
        error = self.body.get("error") if isinstance(self.body, dict) else None
        return error if isinstance(error, dict) else {}


def chunks(parts: Sequence[Part], numbers: Sequence[int]) -> Iterator[list[int]]:
    """Cut `numbers` (indexes into `parts`) into batches of at most 20 parts and 3 MB; a larger body goes alone."""
    chunk: list[int] = []
    size = 0
    for number in numbers:
        weight = len(json.dumps(parts[number].body)) if parts[number].body is not None else 0
        if chunk and (len(chunk) == MOST_PARTS or size + weight > MOST_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(number)
        size += weight
    if chunk:
        yield chunk


def to_json(parts: Sequence[Part]) -> dict[str, Any]:
    """The outer body; ids are positions."""
    return {"requests": [part.as_json(number) for number, part in enumerate(parts)]}


def from_json(count: int, body: Mapping[str, Any]) -> list[Result]:
    """Results in the order of the parts, whatever order they come back in."""
    found = {str(entry.get("id")): entry for entry in body.get("responses", [])}
    return [_result(found.get(str(number))) for number in range(count)]


def _result(entry: Mapping[str, Any] | None) -> Result:
    if entry is None:
        return Result(0)
    return Result(int(entry.get("status", 0)), entry.get("body"), entry.get("headers") or {})


def pauses(part: Part, result: Result, attempt: int) -> float | None:
    """Seconds until this part may be sent again, None when it may not.

    424 means that the part did not run: an older page of the documentation has it for throttled batches.
    """
    status = 429 if result.status == 424 else result.status
    return retry.pause_after(status, result.headers, safe=part.safe, attempt=attempt)
