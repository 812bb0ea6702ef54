"""What the mail servers and case systems of offices send of their own accord: absence, receipt, non-delivery."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime

from bot.sandbox.people import texts
from bot.sandbox.people.answers import Case
from bot.sandbox.people.compose import Answer
from bot.sandbox.people.hours import AMSTERDAM, add_working_days
from bot.sandbox.people.incoming import Seen
from bot.sandbox.people.minds import rates
from bot.sandbox.people.texts import Writer

AUTOMATIC_AFTER = timedelta(minutes=2)
"""How long a machine takes."""


def absence(case: Case) -> tuple[datetime, Answer]:
    """The first working day back (the office is open again then), and the automatic answer that names it."""
    days = case.dice.randint(*rates()["pause"]["absent_days"])
    back = add_working_days(case.at.astimezone(AMSTERDAM).date(), days)
    fields = {"terug": texts.day_words(back), "tel": case.secretary.phone, "adres": case.secretary.address}
    text = f"{texts.phrase('absent', case.dice, **fields)}\n\n{texts.signature(case.writer)}"
    headers = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
    subject = f"Automatisch antwoord: {case.seen.subject}"
    opening = datetime(back.year, back.month, back.day, 9, tzinfo=AMSTERDAM)
    return opening, Answer(case.writer, case.mailbox, subject, text, headers=headers)


def receipt(case: Case) -> Answer:
    """The case system's acknowledgement with a number, from the municipality's general address."""
    number = f"Z{case.at.year}-{case.dice.randint(10000, 99999)}"
    domain = case.writer.address.rpartition("@")[2]
    place = case.writer.place
    system = Writer(f"info@{domain}", f"Gemeente {place}", "Klantcontactcentrum", place, case.writer.phone)
    text = texts.phrase("receipt", case.dice, zaak=number, gemeente=place)
    headers = {"Auto-Submitted": "auto-generated", "Precedence": "auto_reply"}
    return Answer(system, case.mailbox, f"Ontvangstbevestiging {number}: {case.seen.subject}", text, headers=headers)


def non_delivery(case: Case, address: str) -> bytes:
    """The report of an office's own mail server that it does not know `address` (RFC 3464, status 5.1.1)."""
    domain = address.rpartition("@")[2]
    report = MIMEMultipart("report", report_type="delivery-status")
    report["Return-Path"] = "<>"
    report["From"] = f"Mail Delivery System <postmaster@{domain}>"
    report["To"] = case.mailbox
    report["Subject"] = f"Onbestelbaar: {case.seen.subject}"
    report["Date"] = format_datetime(case.at.astimezone(AMSTERDAM))
    report["Message-ID"] = f"<ndr-{case.dice.getrandbits(64):016x}@{domain}>"
    report["In-Reply-To"] = case.seen.message_id
    report["Auto-Submitted"] = "auto-replied"
    text = f"Uw bericht kon niet worden afgeleverd bij {address}: dit adres is bij ons niet bekend.\n"
    report.attach(MIMEText(text, "plain", "utf-8"))
    report.attach(_status(address, domain))
    report.attach(_original(case.seen))
    report.set_boundary(f"_ndr_{case.dice.getrandbits(64):016x}_")
    return report.as_bytes()


def _status(address: str, domain: str) -> MIMEMessage:
    """The machine-readable part: a block for the server and a block for the recipient."""
    part = MIMEMessage(EmailMessage(), "delivery-status")
    server, recipient = EmailMessage(), EmailMessage()
    server["Reporting-MTA"] = f"dns; mail.{domain}"
    recipient["Final-Recipient"] = f"rfc822; {address}"
    recipient["Action"] = "failed"
    recipient["Status"] = "5.1.1"
    recipient["Diagnostic-Code"] = f"smtp; 550 5.1.1 <{address}>: Recipient address rejected: User unknown"
    part.set_payload([server, recipient])
    return part


def _original(seen: Seen) -> MIMEText:
    """The head of what came back, as servers add it."""
    to = ", ".join(address for address, _ in seen.to)
    head = f"Message-ID: {seen.message_id}\nFrom: {seen.sender}\nTo: {to}\nSubject: {seen.subject}\n"
    return MIMEText(head, "rfc822-headers", "utf-8")
