"""Bediening: the emergency stop and the state of the service, in two items titled Noodstop and Dienst."""

from bot.desk.columns import Column, ListDeclaration, Owner, title_column

NOODSTOP_ITEM, DIENST_ITEM = "Noodstop", "Dienst"
NOODSTOP = ("Uit", "Aan")

_B, _C = Owner.BOT, Owner.COMMAND

BEDIENING = ListDeclaration(
    "Bediening",
    "Bediening",
    "Title",
    (
        title_column("Onderdeel", _B),
        Column("Noodstop", "Noodstop", "choice", _C, choices=NOODSTOP, help="Aan: er wordt niets meer verzonden."),
        Column("Dagboek", "Dagboek", "text", _B),
        Column("LaatsteRonde", "Laatste ronde", "datetime", _B),
        Column("WachtOpU", "Wacht op u", "note", _B),
    ),
    "De noodstop en de stand van de dienst.",
)
