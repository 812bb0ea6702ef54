"""Compact labelled mails, a JSON line each, as the messages that would arrive: headers, quote of the letter, HTML."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OURS = "Ondersteuningsteam Weerbaar Bestuur <tour@weerbaarbestuur.example>"
MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
DAYS = "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()
VERDICTS = {
    "pass": "spf=pass smtp.mailfrom={0}; dkim=pass header.d={0}; dmarc=pass (p=reject) header.from={0}",
    "fail": "spf=fail smtp.mailfrom={0}; dkim=none; dmarc=fail (p=reject) header.from={0}",
    "none": "spf=none smtp.mailfrom={0}; dkim=none; dmarc=none header.from={0}",
}


def read(path: Path, letters: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """(id, message, label) of each line; `letters` by kenmerk."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row["id"], message(row, letters.get(row["kenmerk"] or "")), {"id": row["id"], **row["label"]}


def message(row: Mapping[str, Any], letter: Mapping[str, Any] | None) -> bytes:
    """One mail. `subject` RE stands for an answer to the letter; an absent domain is that of the addressees."""
    domain = row["from_domain"] or (letter["to"][0]["email"].partition("@")[2] if letter else "elders.example")
    mail = EmailMessage()
    at = datetime.fromisoformat(row["sent_at"]).replace(tzinfo=AMSTERDAM)
    values = {
        "Authentication-Results": "mx1.weerbaarbestuur.example; " + VERDICTS[row["auth"]].format(domain),
        "From": f'"{row["from_name"] or ""}" <{row["from_local"]}@{domain}>',
        "To": OURS,
        "Cc": ", ".join(row["cc"]),
        "Subject": f"RE: {letter['subject']}" if row["subject"] == "RE" and letter else row["subject"],
        "Date": format_datetime(at),
        "Message-ID": f"<{row['id']}@{domain}>",
        "In-Reply-To": letter["message_id"] if row["thread"] and letter else "",
    } | row["headers"]
    for name, value in values.items():
        if value:
            mail[name] = value
    quote = quoted(letter) if row["quote"] and letter else ""
    mail.set_content(f"{row['body']}\n\n{quote}".strip() + "\n")
    if row["html"]:
        own = "".join(f"<p>{escape(line) or '&nbsp;'}</p>" for line in row["body"].split("\n"))
        below = "<br>".join(escape(line) for line in quote.split("\n"))
        mail.add_alternative(
            f'<html><body>{own}<div id="appendonsend"></div><div>{below}</div></body></html>', subtype="html"
        )
    return bytes(mail)


def quoted(letter: Mapping[str, Any]) -> str:
    """The letter below an answer, as Outlook lays it there."""
    to = "; ".join(f"{one['name']} <{one['email']}>" for one in letter["to"])
    slots = "\n".join(_slot(one) for one in letter["slots"])
    return (
        f"Van: {OURS}\nVerzonden: {_day(datetime.fromisoformat(letter['sent_at']))}\nAan: {to}\n"
        f"Onderwerp: {letter['subject']}\n\nGeachte burgemeester, geachte griffier,\n\n"
        "Graag nodigen wij u uit voor een verkennend gesprek van een uur. "
        "Wij kunnen bij u langskomen of online afspreken op een van deze momenten:\n\n"
        f"{slots}\n\nWilt u ons per e-mail laten weten welk nummer u schikt? "
        "Komt geen van de drie momenten uit, stel dan gerust een andere datum voor of laat weten dat u liever gebeld "
        f"wordt.\n\nKenmerk: {letter['kenmerk']}\n\nMet vriendelijke groet,\n\nhet Ondersteuningsteam\n"
    )


def _slot(slot: Mapping[str, Any]) -> str:
    start, end = datetime.fromisoformat(slot["start"]), datetime.fromisoformat(slot["end"])
    return f"optie {slot['n']}: {DAYS[start.weekday()]} {start.day} {_month(start)} {start:%H.%M}-{end:%H.%M} uur"


def _day(moment: datetime) -> str:
    return f"{DAYS[moment.weekday()]} {moment.day} {_month(moment)} {moment:%H:%M}"


def _month(moment: datetime) -> str:
    return f"{MONTHS[moment.month - 1]} {moment.year}"
