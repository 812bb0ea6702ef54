"""`--record FILE`: one JSON line an exchange."""

import json
from pathlib import Path
from typing import IO, Any

from bot.sandbox.http import Answer


class Recording:
    """Appends exchanges; nothing is written without a file."""

    def __init__(self, path: Path | None) -> None:
        self._file: IO[str] | None = None
        if path is None:
            return
        try:
            self._file = open(path, "a", encoding="utf-8", buffering=1)  # a line at once: a kill loses nothing
        except OSError as fault:
            raise ValueError(f"--record {path}: cannot be written ({fault.strerror})") from None

    @property
    def on(self) -> bool:
        """Exchanges are kept."""
        return self._file is not None

    def write(
        self, method: str, url: str, headers: dict[str, str], body: bytes, answer: Answer, *, batch: bool = False
    ) -> None:
        """One exchange. Bodies that are JSON stay JSON; others are text."""
        if self._file is None:
            return
        shown = {key: ("Bearer ..." if key == "authorization" else value) for key, value in headers.items()}
        row: dict[str, Any] = {
            "method": method,
            "url": url,
            "request_headers": shown,
            "request_body": _shape(body),
            "status": answer.status,
            "response_headers": answer.headers,
            "response_body": answer.body if isinstance(answer.body, dict) else _shape(answer.body or b""),
        }
        line = json.dumps({**row, "batch": True} if batch else row)  # ASCII: some readers split at U+2028 too
        self._file.write(line + "\n")


def _shape(body: bytes | str) -> Any:
    if not body:
        return None
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
