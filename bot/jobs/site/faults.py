"""What of an item the bot does not take, in one Dutch line that says what to do; '' where all is well."""

from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.desk.columns import Owner
from bot.desk.declarations import declaration
from bot.desk.items import contact_from_fields
from bot.desk.values import known_choice
from bot.jobs.site import contacten
from bot.models.contact import Contact
from bot.store import site
from bot.store.site import SiteItem

SHOWN_IN = {
    "Gemeenten": "Melding",
    "Provincies": "Melding",
    "Golven": "Melding",
    "Postbak": "Melding",
    "Contacten": "Voorstel",
}
"""The column of each list in which it is said. Bediening has none: its own fault stops all sending."""
STUMBLED = (
    "De bot kon uw laatste wijziging niet verwerken en heeft er niets mee gedaan. Maak het veld leeg, sla op en vul het"
    " opnieuw in; helpt dat niet, vraag de beheerder om in het logboek te kijken."
)
VERSIONLESS = (
    "De lijst {name} bewaart niet alle versies, dus is niet na te gaan wie '{value}' koos: de bot heeft er niets mee"
    " gedaan en er is niets verzonden. Zet versiegeschiedenis aan voor de lijst {name} (dat kan de eigenaar van de"
    " site, bij Lijstinstellingen, Versie-instellingen) en kies het daarna opnieuw."
)

DOUBLE = "Deze persoon staat al in de lijst, met dezelfde rol en hetzelfde adres; met dit item doet de bot niets."


def code_of(app: App, name: str, fields: dict[str, Any]) -> str:
    """The institution that an item of Gemeenten or Provincies names, or '' where the list has no such one."""
    code = str(fields.get("CbsCode") or "").strip().upper()
    return code if code in app.institutions and code.startswith("PV") == (name == "Provincies") else ""


def fault(app: App, tx: Connection, item: SiteItem) -> str:
    """The fault of the item as it was last seen; for Golven the answer to a command says it."""
    if item.list in ("Gemeenten", "Provincies"):
        return _institution(app, tx, item) or _choices(item)
    if item.list == "Contacten":
        return _contact(app, tx, item)
    if item.list == "Postbak":
        loose = "" if item.key else "Dit item hoort bij geen bericht; de bot doet er niets mee. Verwijder het."
        return loose or _choices(item)
    return ""


def bad_columns(item: SiteItem) -> frozenset[str]:
    """The columns of people and commands that hold a word which is none of the choices."""
    columns = declaration(item.list).columns
    ours = [one for one in columns if one.owner is not Owner.BOT]
    return frozenset(one.name for one in ours if not known_choice(one, item.seen.get(one.name)))


def _institution(app: App, tx: Connection, item: SiteItem) -> str:
    if item.key:
        return ""
    code = code_of(app, item.list, item.seen)
    if code and site.by_key(tx, item.list, [code]):
        return f"Er is al een item voor {code}; met dit item doet de bot niets. Verwijder het."
    typed = str(item.seen.get("CbsCode") or "")
    return f"CBS-code '{typed}' hoort niet in deze lijst; met dit item doet de bot niets. Verwijder het."


def _contact(app: App, tx: Connection, item: SiteItem) -> str:
    value = contact_from_fields(item.seen)
    if isinstance(value, Contact):
        if value.code in app.institutions:
            return DOUBLE if contacten.double(tx, item, value) else ""
        value = f"CBS-code {value.code} staat niet in het register; controleer de code."
    return f"{value} Tot dat hersteld is, geldt wat er eerder stond." if item.key else value


def _choices(item: SiteItem) -> str:
    spec, bad = declaration(item.list), bad_columns(item)
    wrong = [spec.column(one.name) for one in spec.columns if one.name in bad]
    return " ".join(
        f"{one.title} '{item.seen[one.name]}' bestaat niet en telt niet; kies een van: {', '.join(one.choices)}."
        for one in wrong
    )
