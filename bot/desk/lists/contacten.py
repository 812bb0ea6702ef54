"""Contacten: the people in offices whom the letters go to."""

from bot.desk.columns import Column, ListDeclaration, Owner, title_column
from bot.models.contact import AddressState, Role

ROLLEN = tuple(role.value for role in Role)
AANSPREEKVORMEN = ("heer", "mevrouw")

_P, _B = Owner.PEOPLE, Owner.BOT

CONTACTEN = ListDeclaration(
    "Contacten",
    "Contacten",
    None,
    (
        title_column("Naam", _B),
        Column("CbsCode", "CBS-code", "text", _P, indexed=True),
        Column("Rol", "Rol", "choice", _P, choices=ROLLEN, indexed=True),
        Column("Titels", "Titels", "text", _P),
        Column("Voorletters", "Voorletters", "text", _P),
        Column("Roepnaam", "Roepnaam", "text", _P),
        Column("Voorvoegsel", "Voorvoegsel", "text", _P),
        Column("Achternaam", "Achternaam", "text", _P),
        Column("Aanspreekvorm", "Aanspreekvorm", "choice", _P, choices=AANSPREEKVORMEN),
        Column("Email", "E-mailadres", "text", _P, indexed=True),
        Column("Telefoon", "Telefoon", "text", _P),
        Column("Gecontroleerd", "Gecontroleerd op", "date", _P),
        Column("Adresstand", "Stand van het adres", "choice", _B, choices=tuple(one.value for one in AddressState)),
        Column("Voorstel", "Voorstel van de bot", "note", _B),
    ),
    "Aan wie de brieven gaan: een regel per persoon of per postadres van een ambt.",
)
