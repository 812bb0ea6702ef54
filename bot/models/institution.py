"""The institutions of the tour: municipalities and, on the same code, provinces."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What an institution is; told from its code (`GM0106`, `PV22`)."""

    GEMEENTE = "gemeente"
    PROVINCIE = "provincie"


@dataclass(frozen=True, slots=True)
class Institution:
    """One municipality or province as the register knows it. Coordinates are WGS84 degrees of the town hall."""

    code: str
    name: str
    province: str
    latitude: float | None = None
    longitude: float | None = None
    domain: str = ""
    visit_place: str = ""
    post_line: str = ""
    post_postcode: str = ""
    post_place: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None
    aliases: tuple[str, ...] = ()  # other and former names that people write
    visit_line: str = ""  # street and number of the town hall
    visit_postcode: str = ""

    @property
    def kind(self) -> Kind:
        """Municipality or province."""
        return Kind.PROVINCIE if self.code.startswith("PV") else Kind.GEMEENTE

    def in_force(self, day: date) -> bool:
        """It exists on that day; `valid_to` is the first day without it."""
        began = self.valid_from is None or self.valid_from <= day
        return began and (self.valid_to is None or day < self.valid_to)

    @property
    def formal_name(self) -> str:
        """The name with its kind, for letters: `gemeente Utrecht`, `provincie Utrecht`."""
        return f"{self.kind.value} {self.name}"


PROVINCE_LETTERS = {
    "Drenthe": "DR",
    "Flevoland": "FL",
    "Fryslân": "FR",
    "Gelderland": "GE",
    "Groningen": "GR",
    "Limburg": "LI",
    "Noord-Brabant": "NB",
    "Noord-Holland": "NH",
    "Overijssel": "OV",
    "Utrecht": "UT",
    "Zeeland": "ZE",
    "Zuid-Holland": "ZH",
}
"""The letters of a province in a kenmerk (DESIGN, "The letter")."""


def kenmerk(institution: Institution, number: int) -> str:
    """The reference of an institution's letter number `number` (from 1): `OTWB-DR-0106-1`."""
    return f"OTWB-{PROVINCE_LETTERS[institution.province]}-{institution.code[2:]}-{number}"
