"""What an item should hold, from the journal's facts: fields by internal name, None where a field should be empty.

No column ever holds text of a mail: what is shown of one is its kind, the bot's proposal and a link.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from bot.desk.contact_fields import contact_from_fields
from bot.desk.dutch import option
from bot.desk.lists.golven import DONE_BUT
from bot.desk.lists.postbak import DONE, OPEN, SOORTEN, SPOED
from bot.desk.values import day_text, moment_text
from bot.models.contact import AddressState, Contact
from bot.models.engagement import Engagement
from bot.models.institution import Institution
from bot.models.reply import Intent
from bot.models.slot import Slot
from bot.models.wave import Wave, WaveState

__all__ = ["contact_from_fields", "contact_item", "gemeente_item", "golf_item", "postbak_item"]

Fields = dict[str, Any]

ASKED = {
    AddressState.BOUNCED: "Mail aan dit adres komt niet aan. Zoek het juiste adres of de opvolger, en vul dat hier in.",
    AddressState.DEPARTED: "Deze persoon is vertrokken. Zoek de opvolger: maak daarvoor een nieuw item.",
}
"""What is asked of people about an address that cannot be written to."""
NO_ADDRESS = "Vul het e-mailadres in: zonder adres krijgt deze persoon geen brief."


def gemeente_item(
    institution: Institution,
    engagement: Engagement,
    *,
    last_contact: date | None = None,
    slots: Iterable[Slot] = (),
    melding: str = "",
    note: str = "",
) -> Fields:
    """An item of Gemeenten or Provincies. `slots` are the options of an offer that are still free.

    `note` is what the bot would have in Toelichting; without one it has no wish there.
    """
    fields: Fields = {"Toelichting": note} if note else {}
    return fields | {
        "Title": institution.name,
        "CbsCode": institution.code,
        "Provincie": institution.province,
        "Status": engagement.status.label,
        "TerugkomenOp": day_text(engagement.follow_up_on),
        "VrijeOpties": "\n".join(option(slot) for slot in sorted(slots, key=lambda slot: slot.n)) or None,
        "LaatsteContact": day_text(last_contact),
        "Voorstel": engagement.proposal or None,
        "Melding": melding or None,
    }


def contact_item(contact: Contact) -> Fields:
    """An item of Contacten; Title is the name as people say it, or the role of a mailbox of an office."""
    given = contact.first_name or contact.initials
    name = " ".join(filter(None, [given, contact.infix, contact.last_name])) if contact.last_name else ""
    values = {
        "CbsCode": contact.code,
        "Rol": contact.role.value,
        "Titels": contact.titles,
        "Voorletters": contact.initials,
        "Roepnaam": contact.first_name,
        "Voorvoegsel": contact.infix,
        "Achternaam": contact.last_name,
        "Aanspreekvorm": contact.address_form,
        "Email": contact.email,
        "Telefoon": contact.phone,
        "Adresstand": contact.state.value,
        "Title": name or contact.role.value,
    }
    asked = contact.proposal or ASKED.get(contact.state) or (None if contact.email else NO_ADDRESS)
    return {**{column: value or None for column, value in values.items()}, "Voorstel": asked}


def golf_item(
    wave: Wave,
    *,
    sent: int,
    total: int,
    ready_at: datetime | None = None,
    melding: str = "",
    proof_link: str = "",
    exceptions: int = 0,
    complete: bool = True,
) -> Fields:
    """An item of Golven. `complete` False: some letters were held or refused, so Stand does not just call it sent.

    Opdracht is emptied once carried out; Akkoord when a new Zegel is written, never by itself.
    """
    fields: Fields = {
        "Title": wave.name,
        "Provincie": list(wave.provinces),
        "Brief": wave.letter or None,
        "VerzendenVanaf": moment_text(wave.send_from),
        "Opdracht": None,
        "Stand": wave.state.label if complete or wave.state is not WaveState.DONE else DONE_BUT,
        "Zegel": wave.seal or None,
        "Aantal": total,
        "Verzonden": sent,
        "Uitzonderingen": exceptions,
        "KlaarOm": moment_text(ready_at),
        "Proefdruk": proof_link or None,
        "Melding": melding or None,
    }
    unapproved = wave.state in (WaveState.SEALED, WaveState.WAITING)
    return {**fields, "Akkoord": None} if unapproved else fields


def postbak_item(
    institution: Institution | None,
    intent: Intent,
    *,
    proposal: str = "",
    link: str = "",
    open_: bool = True,
    urgent: bool = False,
    melding: str = "",
) -> Fields:
    """An item of Postbak. A mail that tells of danger shows nothing of what it says, not even its kind."""
    kind = SPOED if urgent else SOORTEN[intent]
    name = _named(institution) if institution else "Onbekende afzender"
    return {
        "Title": f"SPOED: {name}" if urgent else f"{name}: {kind[0].lower()}{kind[1:]}",
        "Gemeente": institution.name if institution else None,
        "Soort": kind,
        "Voorstel": None if urgent else proposal or None,
        "Link": link or None,
        "Stand": OPEN if open_ else DONE,
        "Melding": melding or None,
    }


def _named(institution: Institution) -> str:
    return f"{institution.kind.value.capitalize()} {institution.name}"
