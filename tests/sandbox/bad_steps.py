"""Requests that no client should make, and what a refusal looks like."""

from typing import Any

from mail_steps import Post

JSON = {"Content-Type": "application/json"}


def is_error(answer: Any, status: int) -> None:
    """An error as Graph writes it."""
    error = answer.json()["error"]
    assert answer.status_code == status, answer.text
    assert isinstance(error["code"], str) and error["message"] and error["innerError"]["request-id"]


def send(post: Post, path: str, body: bytes, method: str = "POST", **headers: str) -> Any:
    """Bytes to a path, as JSON unless `headers` say otherwise ('' leaves one out)."""
    sent = {"Content-Type": "application/json", **{key.replace("_", "-"): value for key, value in headers.items()}}
    url = path if path.startswith("/$") or path.startswith("/sub") else f"/users/{post.address}{path}"
    return post.tenant.graph(method, url, data=body, headers={key: value for key, value in sent.items() if value})
