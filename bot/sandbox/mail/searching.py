"""$search on messages: the words of KQL (Keyword Query Language) that mail knows, newest first."""

import re
from collections.abc import Callable
from typing import Any

from bot.sandbox.http import Call, GraphError
from bot.sandbox.mail.access import mailbox_of
from bot.sandbox.mail.composing import plain
from bot.sandbox.mail.listing import Listing, Sieve
from bot.sandbox.mail.message import Message

_TERM = re.compile(r'\s*(?:(?P<bracket>[()])|(?P<name>\w+)(?P<op>:|>=|<=|>|<|=)(?="|[^\s()])|(?P<minus>-(?=\S)))?')
_TEXT = re.compile(r'"(?P<phrase>[^"]*)"|(?P<word>[^\s()"]+)')
_PEOPLE = {
    "from": ("from",), "to": ("toRecipients",), "cc": ("ccRecipients",), "bcc": ("bccRecipients",),
    "recipients": ("toRecipients", "ccRecipients", "bccRecipients"),
    "participants": ("from", "toRecipients", "ccRecipients", "bccRecipients"),
}  # fmt: skip
_TIMES = {"received": "receivedDateTime", "sent": "sentDateTime"}
Match = Callable[[Message], bool]


def found(call: Call, folder: str | None) -> Listing:
    """The messages that $search finds; 400 beside $filter or $orderby, and for what is no query."""
    for other, code in (("$filter", "SearchWithFilter"), ("$orderby", "SearchWithOrderBy")):
        if other in call.query:
            raise GraphError(400, code, f"The query parameter '{other}' is not supported with '$search'.")
    asked = _Query(_unquoted(call.query["$search"]))
    sieve = Sieve(asked.match, [f"instr(lower(m.data), '{word}')" for word in asked.words])
    return Listing(call.tenant.db, mailbox_of(call).id, folder, sieve)


def _unquoted(text: str) -> str:
    """What stands between the outer quotation marks; without them only words and spaces may stand."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('\\"', '"')
    if odd := re.search(r"[^\w\s*]", text):
        said = f"Syntax error: character '{odd[0]}' is not valid at position {odd.start()} in '{text}'."
        raise GraphError(400, "BadRequest", said)
    return text


class _Query:
    """`match` judges a message. `words` stand, plain, in every message that is found: few need to be read then."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self.words = text, 0, list[str]()
        if not text.strip():
            raise self._bad()
        self.match = self._either(sure=not re.search(r"\b(OR|NOT)\b|(^|\s)-", text))
        if text[self._at :].strip():
            raise self._bad()

    def _either(self, *, sure: bool) -> Match:
        found = [self._all(sure=sure)]
        while self._takes("OR"):
            found.append(self._all(sure=False))
        return lambda message: any(one(message) for one in found)

    def _all(self, *, sure: bool) -> Match:
        found = [self._one(sure=sure)]
        while not re.match(r"\s*(\)|$|OR\b)", self._text[self._at :]):
            self._takes("AND")
            found.append(self._one(sure=sure))
        return lambda message: all(one(message) for one in found)

    def _one(self, *, sure: bool) -> Match:
        start = _TERM.match(self._text, self._at)
        assert start is not None
        if self._takes("NOT") or (start["minus"] and self._skip(start)):
            inner = self._one(sure=False)
            return lambda message: not inner(message)
        self._skip(start)
        if start["bracket"]:
            return self._bracket(start["bracket"], sure)
        said = _TEXT.match(self._text, self._at)
        if said is None:
            raise self._bad()
        self._skip(said)
        return self._term(start["name"] or "", start["op"] or ":", said, sure=sure)

    def _bracket(self, bracket: str, sure: bool) -> Match:
        inner = self._either(sure=sure) if bracket == "(" else None
        if inner is None or not self._takes(")"):
            raise self._bad()
        return inner

    def _term(self, name: str, operator: str, said: re.Match[str], *, sure: bool) -> Match:
        name, text = name.lower(), (said["phrase"] if said["word"] is None else said["word"]).lower()
        if name in _TIMES:
            return _time(_TIMES[name], operator, text)
        if operator not in (":", "="):
            raise self._bad()
        if name == "hasattachments":
            return lambda message: str(message.data["hasAttachments"]).lower() == text
        if name == "importance":
            return lambda message: bool(message.data["importance"] == text)
        if name not in ("", "subject", "body", "attachment", *_PEOPLE):
            raise GraphError(400, "BadRequest", f"The property '{name}' of $search is not known here.")
        words = re.findall(r"\w+", text)
        if sure and name != "attachment":
            self.words += [word for word in words if word.isascii()]
        end = "" if text.endswith("*") else r"\b"
        pattern = re.compile(r"\b" + r"\W+".join(words) + end)
        return lambda message: bool(words) and pattern.search(_seen(message, name)) is not None

    def _takes(self, word: str) -> bool:
        start = re.compile(rf"\s*{re.escape(word)}" + (r"\b" if word.isalpha() else "")).match(self._text, self._at)
        return start is not None and self._skip(start)

    def _skip(self, over: re.Match[str]) -> bool:
        self._at = over.end()
        return True

    def _bad(self) -> GraphError:
        return GraphError(400, "BadRequest", f"Syntax error: '{self._text}' is no query of $search.")


def _time(name: str, operator: str, text: str) -> Match:
    """Days compare as days: `received>=2026-02-01`."""
    tests: dict[str, Callable[[Any, str], bool]] = {
        ":": str.startswith, "=": str.startswith, ">=": lambda at, day: at[: len(day)] >= day,
        ">": lambda at, day: at[: len(day)] > day, "<=": lambda at, day: at[: len(day)] <= day,
        "<": lambda at, day: at[: len(day)] < day,
    }  # fmt: skip
    return lambda message: tests[operator](str(message.data[name]).lower(), text)


def _seen(message: Message, name: str) -> str:
    """The text in which a property is looked for; without one sender, subject and body."""
    data = message.data
    if name == "attachment":
        return "\n".join(one["name"] for one in message.extra.get("files", [])).lower()
    if name in _PEOPLE:
        return "\n".join(_people(data, part) for part in _PEOPLE[name]).lower()
    parts = {"subject": [data["subject"]], "body": [_plain(data["body"])]}
    return "\n".join(parts.get(name) or [*parts["subject"], *parts["body"], _people(data, "from")]).lower()


def _people(data: dict[str, Any], name: str) -> str:
    value = data.get(name) or []
    rows = value if isinstance(value, list) else [value]
    return "\n".join(f"{one['emailAddress']['name']} {one['emailAddress']['address']}" for one in rows)


def _plain(body: dict[str, str]) -> str:
    return plain(body["content"]) if body["contentType"] == "html" else body["content"]
