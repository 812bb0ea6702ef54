"""Answers as MIME, as the mail programs of offices build them: quoting, threading, the receiving server's verdict."""

from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from html import escape
from random import Random

from bot.sandbox.people.hours import AMSTERDAM
from bot.sandbox.people.incoming import Seen
from bot.sandbox.people.texts import MONTHS, WEEKDAYS, Writer

RECEIVING_SERVER = "mx1.weerbaarbestuur.example"
_POLICY = SMTP.clone(max_line_length=200)


@dataclass(frozen=True)
class Answer:
    """What someone sends: `to` the mailbox (and `cc`), typed text, subject; `quoting` outlook, gmail, plain or none.

    `threaded` answers bear In-Reply-To and References; a new mail (a `mailto:` link was clicked) does not.
    `calendar` is an iMIP REPLY's content; `headers` are further ones (Auto-Submitted).
    """

    writer: Writer
    to: str
    subject: str
    text: str
    cc: tuple[str, ...] = ()
    quoting: str = "none"
    threaded: bool = True
    calendar: str = ""
    calendar_method: str = "REPLY"
    headers: dict[str, str] = field(default_factory=dict)


def mime(answer: Answer, seen: Seen, at: datetime, dice: Random) -> bytes:
    """The answer to `seen`, sent at `at`, as it arrives: with the receiving server's Authentication-Results on top."""
    message = EmailMessage(policy=_POLICY)
    domain = answer.writer.address.rpartition("@")[2]
    message["Authentication-Results"] = (
        f"{RECEIVING_SERVER}; spf=pass smtp.mailfrom={domain}; dkim=pass header.d={domain};"
        f" dmarc=pass action=none header.from={domain}"
    )
    message["From"] = formataddr((answer.writer.name, answer.writer.address))
    message["To"] = answer.to
    if answer.cc:
        message["Cc"] = ", ".join(answer.cc)
    message["Subject"] = answer.subject
    message["Date"] = format_datetime(at.astimezone(AMSTERDAM))
    message["Message-ID"] = f"<{dice.getrandbits(96):024x}@{domain}>"
    if answer.threaded:
        message["In-Reply-To"] = seen.message_id
        message["References"] = f"{seen.references} {seen.message_id}".strip()
    for name, value in answer.headers.items():
        message[name] = value
    _fill(message, answer, seen)
    if message.is_multipart():
        message.set_boundary(f"_000_{dice.getrandbits(64):016x}_")  # the library's own would differ from run to run
    return message.as_bytes()


def reply_subject(seen: Seen, quoting: str) -> str:
    """`RE: ...` as Outlook, `Re: ...` as the others write it."""
    return f"{'RE' if quoting == 'outlook' else 'Re'}: {seen.subject}"


def _fill(message: EmailMessage, answer: Answer, seen: Seen) -> None:
    message.set_content(answer.text + _quoted_text(seen, answer.quoting), cte="quoted-printable")
    if answer.quoting in ("outlook", "gmail"):
        message.add_alternative(_html(answer, seen), subtype="html", cte="quoted-printable")
    if answer.calendar:
        message.add_alternative(answer.calendar, subtype="calendar", params={"method": answer.calendar_method})


def _quoted_text(seen: Seen, quoting: str) -> str:
    if quoting == "none":
        return ""
    if quoting == "outlook":
        return f"\n\n{'_' * 32}\n" + "\n".join(_outlook_header(seen)) + f"\n\n{seen.text}"
    lines = "\n".join(f"> {line}".rstrip() for line in seen.text.splitlines())
    return f"\n\n{_gmail_line(seen) if quoting == 'gmail' else _plain_line(seen)}\n\n{lines}\n"


def _html(answer: Answer, seen: Seen) -> str:
    paragraphs = escape(answer.text).replace("\n\n", "</p><p class=MsoNormal>").replace("\n", "<br>")
    typed = f"<p class=MsoNormal>{paragraphs}</p>"
    original = _inner(seen.html) or f"<pre>{escape(seen.text)}</pre>"
    if answer.quoting == "gmail":
        line = escape(_gmail_line(seen))
        return (
            f'<div dir="ltr">{typed}</div><br><div class="gmail_quote">'
            f'<div dir="ltr" class="gmail_attr">{line}<br></div>'
            f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">'
            f"{original}</blockquote></div>"
        )
    head = "<br>".join(_bold(line) for line in _outlook_header(seen))
    return (
        f"<html><body lang=NL><div class=WordSection1>{typed}<div>"
        f'<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f"<p class=MsoNormal>{head}</p></div></div>{original}</div></body></html>"
    )


def _bold(line: str) -> str:
    label, _, rest = line.partition(":")
    return f"<b>{escape(label)}:</b>{escape(rest)}"


def _inner(html: str) -> str:
    """What stands within the body of a page, so that one page can stand within another."""
    lower = html.lower()
    start = lower.find("<body")
    start = lower.find(">", start) + 1 if start >= 0 else 0
    end = lower.rfind("</body")
    return html[start : end if end >= 0 else len(html)]


def _outlook_header(seen: Seen) -> list[str]:
    at = seen.sent_at.astimezone(AMSTERDAM)
    sent = f"{WEEKDAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]} {at.year} {at:%H:%M}"
    return [
        f"Van: {seen.sender_name or seen.sender} <{seen.sender}>",
        f"Verzonden: {sent}",
        f"Aan: {'; '.join(f'{name or address} <{address}>' for address, name in seen.to)}",
        f"Onderwerp: {seen.subject}",
    ]


def _gmail_line(seen: Seen) -> str:
    at = seen.sent_at.astimezone(AMSTERDAM)
    day = f"{WEEKDAYS[at.weekday()][:2]} {at.day} {MONTHS[at.month - 1][:3]} {at.year}"
    return f"Op {day} om {at:%H:%M} schreef {seen.sender_name or seen.sender} <{seen.sender}>:"


def _plain_line(seen: Seen) -> str:
    at = seen.sent_at.astimezone(AMSTERDAM)
    return f"Op {at:%d-%m-%Y} om {at:%H:%M} schreef {seen.sender_name or seen.sender}:"
