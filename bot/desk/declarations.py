"""All lists of the team's site, by name."""

from bot.desk.columns import Column, ListDeclaration, Owner
from bot.desk.lists.activiteiten import ACTIVITEITEN
from bot.desk.lists.bediening import BEDIENING
from bot.desk.lists.contacten import CONTACTEN
from bot.desk.lists.gemeenten import GEMEENTEN
from bot.desk.lists.golven import GOLVEN
from bot.desk.lists.library import FOLDERS, LIBRARY
from bot.desk.lists.postbak import POSTBAK
from bot.desk.lists.provincies import PROVINCIES
from bot.desk.lists.tourdagen import TOURDAGEN

__all__ = ["DECLARATIONS", "FOLDERS", "LIBRARY", "Column", "ListDeclaration", "Owner", "declaration"]

DECLARATIONS: tuple[ListDeclaration, ...] = (
    GEMEENTEN,
    PROVINCIES,
    CONTACTEN,
    GOLVEN,
    POSTBAK,
    ACTIVITEITEN,
    TOURDAGEN,
    BEDIENING,
)
"""The lists that set-up makes. The document library (`LIBRARY`) is there already and only gets columns and folders."""

_BY_NAME = {one.name: one for one in (*DECLARATIONS, LIBRARY)}


def declaration(name: str) -> ListDeclaration:
    """The list of that name; KeyError for a name that no declaration has."""
    return _BY_NAME[name]
