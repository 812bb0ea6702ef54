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


def non_delivery(owner: str, original: EmailMessage, failed: list[str], reason: str, at: datetime) -> bytes:
    """The report to `owner` about the addresses that failed."""
    status, diagnostic = CODES[reason]
    domain = owner.rpartition("@")[2]
    report = MIMEMultipart("report", None, None, **{"report-type": "delivery-status"})
    report["From"] = f"Microsoft Outlook <postmaster@{domain}>"
    report["To"] = owner
    report["Subject"] = f"Onbestelbaar: {original.get('Subject', '')}"
    report["Date"] = format_datetime(at)
    report["Message-ID"] = f"<{uuid.uuid5(uuid.NAMESPACE_OID, str(original.get('Message-ID')) + ''.join(failed))}@{domain}>"
    report["In-Reply-To"] = str(original.get("Message-ID", ""))
    report["References"] = str(original.get("Message-ID", ""))
    report["Auto-Submitted"] = "auto-replied"
    report["X-MS-Exchange-Message-Is-Ndr"] = ""
    report["Return-Path"] = "<>"
    names = "\n".join(failed)
    text = f"Uw bericht kan niet worden bezorgd bij de volgende geadresseerden of groepen:\n\n{names}\n\n"
    report.attach(MIMEText(f"{text}Diagnostische gegevens voor beheerders:\n\nBronserver: {domain}\n\n{diagnostic}\n", "plain", "utf-8"))
    report.attach(_status(failed, status, diagnostic, domain, at))
    headers = Message()
    for name in ("From", "To", "Subject", "Message-ID", "Date"):
        if original.get(name):
            headers[name] = str(original[name])
    report.attach(MIMEMessage(headers))
    return report.as_bytes()


def _status(failed: list[str], status: str, diagnostic: str, domain: str, at: datetime) -> Message:
    lines = [f"Reporting-MTA: dns;{domain}", f"Arrival-Date: {format_datetime(at)}", ""]
    for one in failed:
        lines += [f"Final-Recipient: rfc822;{one}", "Action: failed", f"Status: {status}", f"Diagnostic-Code: smtp;{diagnostic}", ""]
    part = Message()
    part["Content-Type"] = "message/delivery-status"
    part.set_payload("\n".join(lines))
    return part
