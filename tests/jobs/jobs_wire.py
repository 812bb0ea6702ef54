"""The line between bot and tenant: at the n-th request it is lost, refused, or a person acts meanwhile."""

import json
from collections.abc import Callable
from typing import Any

import requests


class Death(BaseException):
    """The process is no more: nothing in it may go on."""


Act = Callable[[Callable[[], requests.Response]], requests.Response]
"""What becomes of a request; it is given what carries it out."""


def lost_before(_carry_out: Callable[[], requests.Response]) -> requests.Response:
    """The connection ends before the request arrives."""
    raise requests.ConnectionError("connection reset")


def lost_after(carry_out: Callable[[], requests.Response]) -> requests.Response:
    """It is carried out, and the answer is lost."""
    carry_out()
    raise requests.ConnectionError("connection reset")


def dies_before(_carry_out: Callable[[], requests.Response]) -> requests.Response:
    """The process ends before it asks."""
    raise Death


def dies_after(carry_out: Callable[[], requests.Response]) -> requests.Response:
    """The process ends before it hears."""
    carry_out()
    raise Death


def refused(status: int, **headers: str) -> Act:
    """The service refuses it as a whole, and nothing is done."""

    def act(_carry_out: Callable[[], requests.Response]) -> requests.Response:
        answer = requests.Response()
        answer.status_code, answer.url = status, "https://graph.example/v1.0/$batch"
        answer.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
        answer._content = json.dumps({"error": {"code": f"fault{status}", "message": ""}}).encode()
        return answer

    return act


def failed_after(status: int) -> Act:
    """The service carries it out and says that it failed."""

    def act(carry_out: Callable[[], requests.Response]) -> requests.Response:
        carry_out()
        return refused(status)(carry_out)

    return act


def meanwhile(happens: Callable[[], Any]) -> Act:
    """Something else happens just before the request."""

    def act(carry_out: Callable[[], requests.Response]) -> requests.Response:
        happens()
        return carry_out()

    return act


class Wire:
    """All requests of an application to Graph are counted; those with a number in `acts` meet that."""

    def __init__(self, app: Any, acts: dict[int, Act] | None = None) -> None:
        self.count, self.struck, self.acts = 0, 0, dict(acts or {})
        session = app.graph._transport._session
        plain = session.request

        def request(*args: Any, **more: Any) -> requests.Response:
            self.count += 1
            act = self.acts.get(self.count)
            if act is None:
                return plain(*args, **more)
            self.struck += 1
            return act(lambda: plain(*args, **more))

        session.request = request
