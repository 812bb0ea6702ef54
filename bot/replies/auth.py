"""Whether a sender is who the mail says: only the verdict of our own server counts."""

import re
from collections.abc import Sequence
from enum import StrEnum

from bot.models.reply import Mail

_VERDICT = re.compile(r"\b(spf|dkim|dmarc|compauth)\s*=\s*([a-z]+)", re.I)


class Sender(StrEnum):
    """What our server found of a sender."""

    PROVEN = "bewezen"
    UNPROVEN = "niet bewezen"  # no policy to fail, nothing that proves it either
    FAILED = "vals"


def check(mail: Mail, own_servers: Sequence[str]) -> Sender:
    """Judge by the topmost Authentication-Results, which must be our own server's.

    Exchange Online writes it without an authserv-id; then the topmost one is taken as ours. One that names another
    server was brought along by the sender and proves nothing.
    """
    value = mail.header("authentication-results")
    if value is None:
        return Sender.UNPROVEN
    server = value.partition(";")[0].strip().partition(" ")[0].lower()
    if "=" not in server and server not in {one.lower() for one in own_servers}:
        return Sender.UNPROVEN
    found: dict[str, str] = {}
    for name, verdict in _VERDICT.findall(value):
        found.setdefault(name.lower(), verdict.lower())
    dmarc = found.get("dmarc", "")
    if dmarc in ("fail", "permerror") or found.get("compauth") == "fail":
        return Sender.FAILED
    if dmarc in ("pass", "bestguesspass"):
        return Sender.PROVEN
    if "fail" in (found.get("spf"), found.get("dkim")) or found.get("spf") == "softfail":
        return Sender.FAILED
    return Sender.PROVEN if found.get("compauth") == "pass" or _aligned(value, mail.sender) else Sender.UNPROVEN


def _aligned(value: str, sender: str) -> bool:
    """Without a DMARC policy: SPF or DKIM passes for the very domain of the sender."""
    domain = sender.rpartition("@")[2].lower()
    spf = re.search(r"spf\s*=\s*pass.*?smtp\.mailfrom=(\S+)", value, re.I)
    dkim = re.search(r"dkim\s*=\s*pass.*?header\.d=(\S+)", value, re.I)
    named = [found.group(1).rstrip(";").rpartition("@")[2].lower() for found in (spf, dkim) if found]
    return bool(domain) and domain in named
