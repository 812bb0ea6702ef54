"""Names as the register writes them, taken apart."""

from pathlib import Path

import pytest

from bot.register.person_names import PersonName, person_name
from bot.register.rules import read_rules

RULES = read_rules(Path(__file__).resolve().parents[2] / "config" / "register.toml")
NAMES = [
    ("Dhr. H.H. Naam", ("heer", "", "H.H.", "", "", "Naam")),
    ("dhr. J. van der Berg", ("heer", "", "J.", "", "van der", "Berg")),
    ("Mevr. mr. drs. A.B. (Anna) de Vries-Jansen", ("mevrouw", "mr. drs.", "A.B.", "Anna", "de", "Vries-Jansen")),
    ("Mevrouw prof. dr. C. in 't Veld MSc MBA", ("mevrouw", "prof. dr. MSc MBA", "C.", "", "in 't", "Veld")),
    ("De heer ir. P.Th. Op de Beek", ("heer", "ir.", "P.Th.", "", "op de", "Beek")),
    ("Dhr. G. ’t Hart", ("heer", "", "G.", "", "'t", "Hart")),
    ("Mw. Sjoukje de Jong", ("mevrouw", "", "", "Sjoukje", "de", "Jong")),
    ("Dhr. A. El Hamdaoui", ("heer", "", "A.", "", "", "El Hamdaoui")),
    ("Mevr. L. von Stein", ("mevrouw", "", "L.", "", "von", "Stein")),
    ("J. Ten Brinke", ("", "", "J.", "", "ten", "Brinke")),
    ("Mevr. De Boer", ("mevrouw", "", "", "", "de", "Boer")),
    ("Dhr. M. Van der Ven-van Dijk", ("heer", "", "M.", "", "van der", "Ven-van Dijk")),
    ("Griffie", ("", "", "", "", "", "")),
    ("Algemeen postadres raad", ("", "", "", "", "", "")),
    ("", ("", "", "", "", "", "")),
]


@pytest.mark.parametrize(("text", "parts"), NAMES)
def test_names(text: str, parts: tuple[str, ...]) -> None:
    assert person_name(text, RULES) == PersonName(*parts)
