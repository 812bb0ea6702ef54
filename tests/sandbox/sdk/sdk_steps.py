"""What tests through Microsoft's SDK do again and again."""

import inspect
import time
from collections.abc import Callable
from typing import Any


def query(builder: Any, headers: dict[str, str] | None = None, **options: Any) -> Any:
    """The configuration of a GET with these options, of the builder's own kind."""
    names = [name for name in vars(type(builder)) if name.endswith("GetQueryParameters")]
    made = vars(type(builder))[names[0]](**options)
    return ask(builder, headers or {}, made)


def ask(_: Any, headers: dict[str, str], parameters: Any = None) -> Any:
    """A configuration with headers."""
    from kiota_abstractions.base_request_configuration import RequestConfiguration

    made = RequestConfiguration[Any](query_parameters=parameters) if parameters else RequestConfiguration[Any]()
    for name, value in headers.items():
        made.headers.add(name, value)
    return made


def recipient(address: str) -> Any:
    """A recipient."""
    from msgraph.generated.models.email_address import EmailAddress
    from msgraph.generated.models.recipient import Recipient

    return Recipient(email_address=EmailAddress(address=address))


def body_of(html: str) -> Any:
    """A body in HTML."""
    from msgraph.generated.models.body_type import BodyType
    from msgraph.generated.models.item_body import ItemBody

    return ItemBody(content_type=BodyType.Html, content=html)


def put_in_ranges(url: str, content: bytes, tenant: Any) -> Any:
    """To an upload address without a token. The SDK's own task sends the last range twice, which no service takes."""
    for start in range(0, len(content), 2_621_440):
        piece = content[start : start + 2_621_440]
        sent = {"Content-Range": f"bytes {start}-{start + len(piece) - 1}/{len(content)}"}
        answer = tenant.session.put(url, data=piece, headers=sent, timeout=60)
        assert answer.ok, answer.text
    return answer


def when(read: Callable[[], Any], wanted: Callable[[Any], Any], seconds: float = 15) -> Any:
    """What a read gives once it holds what is wanted: the tenant's clock runs by itself."""
    assert not inspect.iscoroutinefunction(read)
    deadline = time.monotonic() + seconds
    while not wanted(found := read()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def failure(sdk: Any, call: Any) -> Any:
    """The error that a call ends in."""
    import pytest
    from msgraph.generated.models.o_data_errors.o_data_error import ODataError

    with pytest.raises(ODataError) as caught:
        sdk.run(call)
    return caught.value
