"""Tourdagen: the days and half days that advisers give to a region."""

from bot.desk.columns import Column, ListDeclaration, Owner, title_column
from bot.models.institution import PROVINCE_LETTERS

DAGDELEN = ("Hele dag", "Ochtend", "Middag")

_P, _B = Owner.PEOPLE, Owner.BOT

TOURDAGEN = ListDeclaration(
    "Tourdagen",
    "Tourdagen",
    None,
    (
        title_column("Tourdag", _P),
        Column("Adviseur", "Adviseur", "text", _P, indexed=True),
        Column("Datum", "Datum", "date", _P, indexed=True),
        Column("Dagdeel", "Dagdeel", "choice", _P, choices=DAGDELEN),
        Column("Regio", "Regio", "choice", _P, choices=tuple(PROVINCE_LETTERS), fill_in=True),
        Column("Melding", "Melding", "note", _B),
    ),
    "Dagen en dagdelen die adviseurs aan een regio geven.",
)
