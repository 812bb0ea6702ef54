"""Provincies: the same way for commissaris van de Koning and statengriffier."""

from bot.desk.columns import ListDeclaration
from bot.desk.lists.gemeenten import institution_columns

PROVINCIES = ListDeclaration(
    "Provincies", "Provincies", "CbsCode", institution_columns("Provincie"), "Waar elke provincie staat in de tour."
)
