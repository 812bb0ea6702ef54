"""A province's own variant of a template is found by its file name, however people write the province."""

import pytest

from bot.letters.variants import base_of, variant_for, variants_of

NAMES = ["avond.docx", "uitnodiging.docx", "uitnodiging (Fryslân).docx", "uitnodiging-provincie.docx"]
CASES = [
    ("its own", "uitnodiging.docx", "Fryslân", "uitnodiging (Fryslân).docx"),
    ("none", "uitnodiging.docx", "Drenthe", "uitnodiging.docx"),
    ("of another letter", "avond.docx", "Fryslân", "avond.docx"),
    ("a letter whose name goes on", "uitnodiging-provincie.docx", "Fryslân", "uitnodiging-provincie.docx"),
]


@pytest.mark.parametrize(("base", "province", "file"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_variant(base: str, province: str, file: str) -> None:
    assert variant_for(base, province, NAMES) == file


@pytest.mark.parametrize(
    "written", ["Fryslân", "fryslan", "FRYSLÂN", "Friesland", " Fryslân ", "Frysla\u0302n"], ids=ascii
)
def test_however_the_province_is_written(written: str) -> None:
    assert variant_for("avond.docx", "Fryslân", [f"avond ({written}).docx"]) == f"avond ({written}).docx"


def test_names() -> None:
    assert base_of("avond(Zeeland).docx") == base_of("avond (Zeeland).docx") == "avond.docx"
    assert base_of("Kopie van avond.docx") == "Kopie van avond.docx"
    assert variants_of("uitnodiging.docx", NAMES) == ["uitnodiging (Fryslân).docx"]
