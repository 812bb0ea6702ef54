"""From the result of a part to its body, or to the error that it stands for."""

from typing import Any

from bot.m365.batch import Result
from bot.m365.faults import Doubtful, GraphFault


def require(result: Result, where: str) -> Any:
    """The body of a part that wrote, and must have been carried out; else its GraphFault, or Doubtful."""
    if result.ok:
        return result.body
    raise fault_of(result, where)


def answer_of(result: Result, where: str) -> Any:
    """The body of a part that read; else its GraphFault (a read leaves no doubt)."""
    if result.ok:
        return result.body
    raise refusal_of(result, where)


def fault_of(result: Result, where: str) -> GraphFault | Doubtful:
    """The error that a part's result stands for."""
    if result.doubtful:
        return Doubtful(where, f"{result.status} {result.error_code}".strip(), result.status)
    return refusal_of(result, where)


def refusal_of(result: Result, where: str) -> GraphFault:
    """The result as a refusal: right for reads, whatever the status."""
    return GraphFault(where, result.status, result.error_code, result.error_message, result.request_id, result.headers)
