"""Structured header fields (RFC 5322): what is left without comments and quoted words, and the one mailbox in one."""

import re

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|\\.|[()"\\]|[^()"\\]+', re.S)
_ADDRESS = r'[^\s<>@,:;"]+@[^\s<>@,:;"]+'
_MAILBOX = re.compile(rf"([^<>:;]*)<\s*({_ADDRESS})\s*>|({_ADDRESS})")


def bare(value: str) -> str | None:
    """The field without comments (they nest) and with `""` for each quoted word; None where one of them stays open.

    Both may hold what a stranger wrote, so nothing in them may be read as the field's own.
    """
    kept, depth = list[str](), 0
    for token in _TOKENS.findall(value):
        if token == "(":
            depth += 1
        elif token == ")":
            depth -= 1
            kept.append(" ")
        elif not depth:
            kept.append('""' if len(token) > 1 and token[0] == '"' else token)
        if depth < 0 or (token == '"' and not depth):
            return None
    return "".join(kept) if not depth else None


def one_mailbox(value: str) -> str | None:
    """The address of a field that names exactly one mailbox, in lower case; None for none, more, a group or a route.

    Give it as it travelled: once names are decoded they may look like addresses.
    """
    found = _MAILBOX.fullmatch((bare(value) or "").strip())
    if found is None:
        return None
    address = plain(found.group(2) or found.group(3))
    beside = {plain(one) for one in re.findall(_ADDRESS, found.group(1) or "")}
    return address if beside <= {address} else None


def plain(address: str) -> str:
    """In lower case, where that changes no letter into another one (a Kelvin sign becomes a `k`)."""
    address = address.strip()
    return address.lower() if address.isascii() else address


def domain_of(address: str) -> str:
    """What stands behind the last `@`."""
    return address.rpartition("@")[2]


def related(domain: str, other: str) -> bool:
    """One domain is the other or stands below it, so that one owner holds both."""
    low, high = sorted((domain, other), key=len, reverse=True)
    return "." in high and (low == high or low.endswith(f".{high}"))
