"""Whether a sender is who the mail says: only the verdict of our own server counts (RFC 8601, RFC 7489)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.models.reply import Mail
from bot.replies.fields import bare, domain_of, plain, related

_METHODS = frozenset({"spf", "dkim", "dmarc", "compauth", "arc", "iprev", "auth", "sender-id", "dkim-adsp"})
_RESULT = re.compile(r"\s*([a-z0-9-]+)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)(?=\s|$)", re.I)


class Sender(StrEnum):
    """What our server found of a sender."""

    PROVEN = "bewezen"
    UNPROVEN = "niet bewezen"  # no policy to fail, nothing that proves it either
    FAILED = "vals"
    UNCLEAR = "onduidelijk"  # the mail does not name exactly one author


FALSE = {
    Sender.FAILED: "de afzender is niet wie het bericht zegt (dmarc)",
    Sender.UNCLEAR: "het bericht noemt niet precies een afzender",
}
"""What speaks against a sender, as doubts in Dutch; it holds for mail of any kind."""


@dataclass(frozen=True, slots=True)
class _Clause:
    """One method with its result; a property given twice says nothing."""

    method: str
    result: str
    properties: Mapping[str, str] = field(default_factory=dict)

    def vouches(self, name: str, sender: str) -> bool:
        """Whether the property names the sender's domain, or one of the same owner."""
        return related(domain_of(plain(self.properties.get(name, ""))), domain_of(sender))


def check(mail: Mail, own_servers: Sequence[str]) -> Sender:
    """Judge by the topmost Authentication-Results, which must be our own server's.

    Exchange Online writes it without an authserv-id; then the topmost one is taken as ours. One that names another
    server was brought along by the sender and proves nothing.
    """
    if mail.unclear_sender:
        return Sender.UNCLEAR
    clauses = _own_verdict(mail.header("authentication-results") or "", own_servers)
    of = {name: [one for one in clauses if one.method == name] for name in _METHODS}
    dmarc, compauth = of["dmarc"], of["compauth"]
    if any(one.result in ("fail", "permerror") for one in dmarc) or any(one.result == "fail" for one in compauth):
        return Sender.FAILED
    if len(dmarc) > 1 or len(compauth) > 1 or len(of["spf"]) > 1:
        return Sender.UNPROVEN  # no server says it twice: something in it is not its own
    if dmarc and dmarc[0].result in ("pass", "bestguesspass"):
        named = "header.from" in dmarc[0].properties
        return Sender.PROVEN if not named or dmarc[0].vouches("header.from", mail.sender) else Sender.FAILED
    if any(one.result in ("fail", "softfail") for one in (*of["spf"], *of["dkim"])):
        return Sender.FAILED
    explicit = any(one.result == "pass" and one.properties.get("reason", "").startswith("1") for one in compauth)
    return Sender.PROVEN if explicit or _aligned(of["spf"], of["dkim"], mail.sender) else Sender.UNPROVEN


def _aligned(spf: Sequence[_Clause], dkim: Sequence[_Clause], sender: str) -> bool:
    """Without a DMARC policy: SPF or DKIM passes for the sender's own domain."""
    passed = [(one, "smtp.mailfrom") for one in spf] + [(one, "header.d") for one in dkim]
    return any(one.result == "pass" and one.vouches(name, sender) for one, name in passed)


def _own_verdict(value: str, own_servers: Sequence[str]) -> list[_Clause]:
    """What our server found, or nothing where another wrote it or it cannot be read."""
    first, *others = (bare(value) or "").split(";")
    clause = _clause(first)
    if clause is not None and clause.method in _METHODS:
        others.insert(0, first)
    elif first.strip().partition(" ")[0].lower() not in {one.lower() for one in own_servers}:
        return []
    return [found for found in map(_clause, others) if found is not None]


def _clause(text: str) -> _Clause | None:
    """Only what a clause begins with is its method: `spf=pass smtp.mailfrom=dmarc=pass@elsewhere` is of spf."""
    found = _RESULT.match(text)
    if found is None:
        return None
    properties: dict[str, str] = {}
    for token in text[found.end() :].split():
        name, _, value = token.partition("=")
        properties[name.lower()] = "" if name.lower() in properties else value
    return _Clause(found.group(1).lower(), found.group(2).lower(), properties)
