"""Gemeenten: one item per municipality, its status and the phone round. Provincies has the same columns."""

from bot.desk.columns import Column, ListDeclaration, Owner, title_column
from bot.models.status import LABELS

UITKOMSTEN = ("Geen gehoor", "Terugbellen", "Wil gesprek", "Geen interesse", "Later")
OPTIES = ("1", "2", "3")


def institution_columns(kind: str) -> tuple[Column, ...]:
    """The columns of a list of institutions; `kind` is the Dutch word for one of them."""
    people, bot, command = Owner.PEOPLE, Owner.BOT, Owner.COMMAND
    return (
        title_column(kind, bot),
        Column("CbsCode", "CBS-code", "text", bot, indexed=True, unique=True),
        Column("Provincie", "Provincie", "text", bot, indexed=True),
        Column("Status", "Status", "choice", people, choices=tuple(LABELS.values()), indexed=True, adopted=True),
        Column("Toelichting", "Toelichting", "note", people),
        Column("TerugkomenOp", "Terugkomen op", "date", people, indexed=True, adopted=True),
        Column("Beller", "Beller", "text", people),
        Column("Uitkomst", "Uitkomst van het telefoongesprek", "choice", command, choices=UITKOMSTEN),
        Column("VrijeOpties", "Vrije opties", "note", bot),
        Column("GekozenOptie", "Gekozen optie", "choice", command, choices=OPTIES),
        Column("LaatsteContact", "Laatste contact", "date", bot),
        Column("Voorstel", "Voorstel van de bot", "note", bot),
        Column("Melding", "Melding", "note", bot),
    )


GEMEENTEN = ListDeclaration(
    "Gemeenten", "Gemeenten", "CbsCode", institution_columns("Gemeente"), "Waar elke gemeente staat in de tour."
)
