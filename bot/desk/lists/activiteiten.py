"""Activiteiten: first talks, evenings, trainings; many per institution."""

from bot.desk.columns import Column, ListDeclaration, Owner, title_column

SOORTEN = ("Eerste gesprek", "Bijeenkomst", "Training", "Andere bijeenkomst")
FASEN = ("Aangeboden", "Gepland", "Gehouden", "Afgezegd")

_P, _B = Owner.PEOPLE, Owner.BOT

ACTIVITEITEN = ListDeclaration(
    "Activiteiten",
    "Activiteiten",
    None,
    (
        title_column("Activiteit", _P),
        Column("Soort", "Soort", "choice", _B, choices=SOORTEN, indexed=True),
        Column("Datum", "Datum en tijd", "datetime", _P, indexed=True),
        Column("Plaats", "Plaats", "text", _P),
        Column("Adviseur", "Adviseur", "text", _P),
        Column("Expert", "Expert", "text", _P),
        Column("Wensen", "Wensen", "note", _P),
        Column("Gehouden", "Gehouden", "bool", _P),
        Column("Fase", "Fase", "choice", _B, choices=FASEN),
        Column("Voorstel", "Voorstel van de bot", "note", _B),
        Column("Melding", "Melding", "note", _B),
    ),
    "Gesprekken, bijeenkomsten en trainingen, per gemeente of provincie.",
)
