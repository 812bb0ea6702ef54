"""Golven: waves of letters, asked for, proofed, approved and stopped by list edits."""

from bot.desk.columns import Column, ListDeclaration, Owner, title_column
from bot.models.institution import PROVINCE_LETTERS
from bot.models.wave import WAVE_LABELS

OPDRACHTEN = (
    "Maak proef",
    "Proefbrief aan mij",
    "Vraag akkoord",
    "Doorgaan zonder uitzonderingen",
    "Pauzeren",
    "Hervatten",
    "Afbreken",
)
DONE_BUT = "Verzonden, zie melding"
"""Done, but not every letter left."""
AKKOORD = ("Akkoord", "Niet akkoord")
BRIEVEN = (
    "uitnodiging",
    "herinnering",
    "bevestiging",
    "nieuw-voorstel",
    "avond",
    "avond-bevestiging",
    "training",
    "afsluiting",
    "uitnodiging-provincie",
)
"""The letter kinds as shipped; set-up passes those of config. For another word Melding says why not."""

_P, _B, _C = Owner.PEOPLE, Owner.BOT, Owner.COMMAND

GOLVEN = ListDeclaration(
    "Golven",
    "Golven",
    None,
    (
        title_column("Naam van de golf", _P),
        Column("Provincie", "Provincie", "choices", _P, choices=tuple(PROVINCE_LETTERS)),
        Column("Brief", "Brief", "choice", _P, choices=BRIEVEN, fill_in=True),
        Column("VerzendenVanaf", "Verzenden vanaf", "datetime", _P),
        Column("Opdracht", "Opdracht", "choice", _C, choices=OPDRACHTEN),
        Column("Akkoord", "Akkoord", "choice", _C, choices=AKKOORD, emptied_with="Zegel"),
        Column("Reden", "Reden", "note", _P),
        Column("Stand", "Stand", "choice", _B, choices=(*WAVE_LABELS.values(), DONE_BUT), indexed=True),
        Column("Aantal", "Aantal brieven", "number", _B),
        Column("Verzonden", "Verzonden", "number", _B),
        Column("Uitzonderingen", "Uitzonderingen", "number", _B),
        Column("KlaarOm", "Klaar om", "datetime", _B),
        Column("Proefdruk", "Proefdruk", "note", _B),
        Column("Melding", "Melding", "note", _B),
        Column("Zegel", "Zegel", "text", _B),
    ),
    "Golven van brieven: vraag een proef, laat een collega akkoord geven, en de bot verzendt.",
)
