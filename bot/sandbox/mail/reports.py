"""Non-delivery reports as Exchange Online writes them, in Dutch or English."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime

CODES = {
    "unknown": ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"),
    "limit": ("5.2.2", "550 5.2.2 Submission quota exceeded; the sender sent too many messages"),
    "recipients": ("5.5.3", "550 5.5.3 RESOLVER.ADR.RecipLimit; Too many recipients"),
}


@dataclass(frozen=True)
class Words:
    """The report's sentences in one language."""

    subject: str
    opening: str
    reasons: Mapping[str, str]
    diagnostics: str
    server: str
    locale: str


WORDS = {
    "nl": Words(
        subject="Onbestelbaar",
        opening="Uw bericht kan niet worden bezorgd bij de volgende geadresseerden of groepen:",
        reasons={
            "unknown": "Het e-mailadres is niet gevonden. Controleer het adres en verzend het bericht opnieuw.",
            "limit": "U hebt de verzendlimiet van uw postvak bereikt. Verzend het bericht later opnieuw.",
            "recipients": "Het bericht heeft te veel geadresseerden. Verzend het in delen opnieuw.",
        },
        diagnostics="Diagnostische gegevens voor beheerders:",
        server="Bronserver",
        locale="nl-NL",
    ),
    "en": Words(
        subject="Undeliverable",
        opening="Your message could not be delivered to these recipients or groups:",
        reasons={
            "unknown": "The email address was not found. Please check the address and send the message again.",
            "limit": "You have reached the sending limit of your mailbox. Please send the message again later.",
            "recipients": "The message has too many recipients. Please send it again in parts.",
        },
        diagnostics="Diagnostic information for administrators:",
        server="Generating server",
        locale="en-US",
    ),
}


@dataclass(frozen=True)
class Failure:
    """What could not be delivered: the mail, to whom, why (a key of CODES), when; `owner` sent it."""

    owner: str
    original: EmailMessage
    failed: list[str]
    reason: str
    at: datetime

    @property
    def domain(self) -> str:
        """The tenant's mail domain."""
        return self.owner.rpartition("@")[2]


def non_delivery(failure: Failure, language: str, form: str) -> bytes:
    """The report: text, delivery-status and the original's headers; or (`form` text) nothing but the text."""
    words = WORDS[language]
    text = MIMEText(_text(failure, words), "plain", "utf-8")
    report = text if form == "text" else _multipart(failure, text)
    for name, value in _headers(failure, words).items():
        report[name] = value
    return report.as_bytes()


def _multipart(failure: Failure, text: MIMEText) -> MIMEMultipart:
    report = MIMEMultipart("report")
    report.set_param("report-type", "delivery-status")
    report.attach(text)
    report.attach(_status(failure.failed, failure.reason, failure.domain, failure.at))
    report.attach(_original(failure.original))
    return report


def _headers(failure: Failure, words: Words) -> dict[str, str]:
    answered = str(failure.original.get("Message-ID", ""))
    key = uuid.uuid5(uuid.NAMESPACE_OID, answered + "".join(failure.failed))
    return {
        "From": f"Microsoft Outlook <postmaster@{failure.domain}>",
        "To": failure.owner,
        "Subject": f"{words.subject}: {failure.original.get('Subject', '')}",
        "Date": format_datetime(failure.at),
        "Message-ID": f"<{key}@{failure.domain}>",
        "In-Reply-To": answered,
        "References": answered,
        "Auto-Submitted": "auto-replied",
        "X-MS-Exchange-Message-Is-Ndr": "",
        "X-MS-Exchange-Organization-AuthAs": "Internal",
        "Content-Language": words.locale,
        "Return-Path": "<>",
    }


def _text(failure: Failure, words: Words) -> str:
    names, diagnostic = "\n".join(failure.failed), CODES[failure.reason][1]
    return (
        f"{words.opening}\n\n{names}\n{words.reasons[failure.reason]}\n\n"
        f"{words.diagnostics}\n\n{words.server}: {failure.domain}\n\n"
        f"{names}\nRemote Server returned '{diagnostic}'\n"
    )


def _status(failed: list[str], reason: str, domain: str, at: datetime) -> Message:
    """A group of fields for the report and one for each recipient (RFC 3464)."""
    status, diagnostic = CODES[reason]
    groups: list[Message | str] = [_fields({"Reporting-MTA": f"dns;{domain}", "Arrival-Date": format_datetime(at)})]
    for one in failed:
        fields = {"Final-Recipient": f"rfc822;{one}", "Action": "failed", "Status": status}
        groups.append(_fields({**fields, "Diagnostic-Code": f"smtp;{diagnostic}"}))
    part = Message()
    part["Content-Type"] = "message/delivery-status"
    part.set_payload(groups)
    return part


def _fields(values: dict[str, str]) -> Message:
    group = Message()
    for name, value in values.items():
        group[name] = value
    return group


def _original(original: EmailMessage) -> MIMEMessage:
    headers = EmailMessage()  # encodes names apart from addresses
    for name, value in original.items():
        if name.lower() not in ("content-type", "content-transfer-encoding", "mime-version"):
            headers[name] = str(value)
    return MIMEMessage(headers)
