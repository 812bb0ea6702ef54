"""Mail that could not be delivered: which address, why, and for good or for now (RFC 3464, RFC 3463)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.models.reply import Mail
from bot.replies import auth
from bot.replies.fields import domain_of, related

_ADDRESS = r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+"
_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_SMTP = re.compile(r"(?<!\d)([45])\d\d[ -]")
_FIELD = re.compile(
    r"^(final-recipient|original-recipient|action|status|diagnostic-code)\s*:\s*(.*(?:\n[ \t].*)*)", re.I | re.M
)
_MESSAGE_ID = re.compile(r"^(?:message-id|in-reply-to)\s*:\s*(<[^<>\s]+>)", re.I | re.M)
_SUBJECT = re.compile(
    r"^\s*(undeliverable|undelivered mail|onbestelbaar|delivery status notification|mail delivery (failed|failure)|"
    r"delivery (delayed|failure)|bezorging vertraagd|delayed mail|returned mail|failure notice|"
    r"niet bezorgd|unzustellbar)",
    re.I,
)
_SENDER = re.compile(r"^(mailer-daemon|postmaster|microsoftexchange[0-9a-f]+)@", re.I)
_LATER = re.compile(
    r"\bdelayed\b|vertraagd|will be retried|still being retried|nog .{0,30}geprobeerd|over quota|mailbox (is )?full|"
    r"quota exceeded|(postvak|mailbox|postbus).{0,40}\bvol\b|greylist|try again later|opnieuw geprobeerd|storage limit",
    re.I,
)

SOFT = {
    "4.*.*": "tijdelijk niet te bezorgen",
    "5.2.2": "postvak vol",
    "5.2.3": "bericht te groot",
    "5.3.4": "bericht te groot",
    "5.4.6": "lus in de bezorging",
    "5.4.7": "te lang onderweg",
    "5.5.3": "te veel geadresseerden",
}
HARD = {
    "5.1.*": "adres onbekend",
    "5.2.0": "postvak niet bereikbaar",
    "5.2.1": "postvak uitgeschakeld",
    "5.4.1": "adres onbekend bij de ontvanger",
    "5.4.4": "domein onbekend",
    "5.4.310": "domein onbekend",
    "5.7.133": "groep weigert afzenders van buiten",
    "5.7.124": "groep weigert afzenders van buiten",
}
"""Codes that say that the ADDRESS is of no use. What is neither here nor in SOFT (5.7.x policy, 5.6.x content) says
something of our mail or our server, not of the address: a person looks."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report. `certain` is false where the code does not say that the address itself is the trouble."""

    address: str | None
    code: str
    reason: str
    hard: bool
    certain: bool
    about: tuple[str, ...]  # message ids that the report names


def find(mail: Mail) -> Bounce | None:
    """The bounce in a mail, or None where it is none. Structure first, words last."""
    report = "\n\n".join(part.text for part in mail.parts if part.content_type == "message/delivery-status")
    body = mail.text or re.sub(r"<[^>]{0,500}>", " ", mail.html)
    sure = bool(report) or mail.header("x-ms-exchange-message-is-ndr") is not None or mail.header("x-failed-recipients")
    if not sure and not (_SENDER.match(mail.sender) and (_SUBJECT.search(mail.subject) or _CODE.search(body))):
        return None
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(report):
        fields.setdefault(name.lower(), re.sub(r"\s+", " ", value).strip())
    action = fields.get("action", "").lower()
    if action in ("delivered", "relayed", "expanded"):
        return None
    code = _status(fields, body)
    words = f"{mail.subject}\n{fields.get('diagnostic-code', '')}\n{body[:3000]}"
    reason, hard, certain = _meaning(code, action, words)
    return Bounce(_failed(mail, fields, body), code, reason, hard, certain, _about(mail))


def mistrust(report: Bounce, mail: Mail, sender: auth.Sender, own_domains: Sequence[str]) -> str:
    """Why a report may be anybody's, in Dutch; '' where it is our own service's word or the recipient's.

    Our own service judges no sender of its own reports, so they lack a verdict; anyone else's must be proven.
    """
    if sender in auth.FALSE:
        return auth.FALSE[sender]
    if sender is auth.Sender.UNPROVEN and mail.header("authentication-results") is not None:
        return "de afzender is niet te bewijzen"
    houses = (*own_domains, domain_of(report.address or ""))
    ours = any(related(domain_of(mail.sender), one.lower()) for one in houses)
    nobody = (mail.header("return-path") or "").strip() in ("", "<>")
    if not (ours and nobody and _SENDER.match(mail.sender)):
        return "het rapport komt niet van een postbeheerder van ons of van de ontvanger"
    return ""


def _status(fields: dict[str, str], body: str) -> str:
    """The enhanced code. The diagnostic text is more exact than the Status field, which is often 5.0.0."""
    for text in (fields.get("status", ""), fields.get("diagnostic-code", ""), body):
        found = _CODE.search(text)
        if found and (found.group(2), found.group(3)) != ("0", "0"):
            return ".".join(found.groups())
    simple = _SMTP.search(fields.get("diagnostic-code", "")) or _SMTP.search(body)
    return f"{simple.group(1)}.0.0" if simple else ""


def _meaning(code: str, action: str, words: str) -> tuple[str, bool, bool]:
    major = code.partition(".")[0]
    keys = (code, f"{code.rpartition('.')[0]}.*", f"{major}.*.*") if code else ()
    if action == "delayed":
        return "bezorging vertraagd", False, True
    for key in keys:
        if key in SOFT:
            return SOFT[key], False, True
        if key in HARD:
            return HARD[key], True, not _LATER.search(words)
    if _LATER.search(words):
        return "tijdelijk niet te bezorgen", False, True
    return "geweigerd om een andere reden dan het adres", True, False


def _failed(mail: Mail, fields: dict[str, str], body: str) -> str | None:
    """The address that failed: the recipient we wrote to, as the report names it."""
    for text in (
        fields.get("original-recipient", ""),
        fields.get("final-recipient", ""),
        mail.header("x-failed-recipients") or "",
    ):
        found = re.search(_ADDRESS, text)
        if found:
            return found.group().lower()
    others = [one.lower() for one in re.findall(_ADDRESS, body) if one.lower() not in mail.to]
    return next((one for one in others if not _SENDER.match(one)), None)


def _about(mail: Mail) -> tuple[str, ...]:
    texts = [
        part.text
        for part in mail.parts
        if part.content_type.startswith(("message/rfc822", "text/rfc822", "message/delivery"))
    ]
    named = [one for text in texts for one in _MESSAGE_ID.findall(text)]
    return tuple(dict.fromkeys([*mail.in_reply_to, *mail.references, *named]))
