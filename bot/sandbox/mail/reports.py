"""Non-delivery reports as Exchange Online writes them: multipart/report, in Dutch."""

import uuid
from datetime import datetime
from email.message import EmailMessage, Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime

CODES = {
    "unknown": ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"),
    "limit": ("5.2.2", "550 5.2.2 Submission quota exceeded; the sender sent too many messages"),
}
REASONS = {
    "unknown": "Het e-mailadres is niet gevonden. Controleer het adres en verzend het bericht opnieuw.",
    "limit": "U hebt de verzendlimiet van uw postvak bereikt. Verzend het bericht later opnieuw.",
}


def non_delivery(owner: str, original: EmailMessage, failed: list[str], reason: str, at: datetime) -> bytes:
    """The report to `owner` about the addresses that failed: text, delivery-status, the original's headers."""
    domain = owner.rpartition("@")[2]
    report = MIMEMultipart("report")
    report.set_param("report-type", "delivery-status")
    for name, value in _headers(owner, domain, original, failed, at).items():
        report[name] = value
    report.attach(MIMEText(_text(domain, failed, reason), "plain", "utf-8"))
    report.attach(_status(failed, reason, domain, at))
    report.attach(_original(original))
    return report.as_bytes()


def _headers(owner: str, domain: str, original: EmailMessage, failed: list[str], at: datetime) -> dict[str, str]:
    answered = str(original.get("Message-ID", ""))
    key = uuid.uuid5(uuid.NAMESPACE_OID, answered + "".join(failed))
    return {
        "From": f"Microsoft Outlook <postmaster@{domain}>",
        "To": owner,
        "Subject": f"Onbestelbaar: {original.get('Subject', '')}",
        "Date": format_datetime(at),
        "Message-ID": f"<{key}@{domain}>",
        "In-Reply-To": answered,
        "References": answered,
        "Auto-Submitted": "auto-replied",
        "X-MS-Exchange-Message-Is-Ndr": "",
        "X-MS-Exchange-Organization-AuthAs": "Internal",
        "Content-Language": "nl-NL",
        "Return-Path": "<>",
    }


def _text(domain: str, failed: list[str], reason: str) -> str:
    names, diagnostic = "\n".join(failed), CODES[reason][1]
    return (
        "Uw bericht kan niet worden bezorgd bij de volgende geadresseerden of groepen:\n\n"
        f"{names}\n{REASONS[reason]}\n\n"
        f"Diagnostische gegevens voor beheerders:\n\nBronserver: {domain}\n\n"
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
