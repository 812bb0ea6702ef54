"""The document library: folders, and the columns by which a file is checked and applied."""

from bot.desk.columns import Column, ListDeclaration, Owner, title_column

TEMPLATES, PROOFS, INTAKE, REPORTS = "Sjablonen", "Proeven", "Aanleveren", "Rapporten"
FOLDERS = (TEMPLATES, PROOFS, INTAKE, REPORTS)
"""What is in them: templates of letters; what a wave will send; Excel files dropped in; reports."""

OPDRACHTEN = ("Toepassen",)

LIBRARY = ListDeclaration(
    "Documenten",
    "Documenten",
    None,
    (
        title_column("Titel", Owner.PEOPLE),
        Column("Opdracht", "Opdracht", "choice", Owner.COMMAND, choices=OPDRACHTEN),
        Column("Controle", "Controle", "text", Owner.BOT),
        Column("Fouten", "Fouten", "note", Owner.BOT),
        Column("Melding", "Melding", "note", Owner.BOT),
    ),
    "Sjablonen, proeven, aangeleverde bestanden en rapporten.",
)
