"""A template that lint refuses makes no wave: what staff did to it stands in Melding, in Dutch."""

import io
import random
import struct
import zlib
from collections.abc import Callable
from typing import Any

import docx
import pytest

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf500f0003860180"
    "5a349c6b0000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def team(own_tour: Callable[..., Any]) -> Any:
    return own_tour()


def edited(tour: Any, name: str, edit: Callable[[Any], Any]) -> bytes:
    document = docx.Document(io.BytesIO(tour.app.shipped[name]))
    edit(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def planned(tour: Any, name: str, content: bytes, **wish: Any) -> dict[str, Any]:
    tour.app.library.upload("Sjablonen", name, content)
    item = tour.hands.ask_wave(**wish)
    tour.round(1)
    return dict(tour.hands.fields("Golven", item))


FAULTS: list[tuple[str, Callable[[Any], Any], str]] = [
    ("a misspelt field", lambda one: one.add_paragraph("{{ gemeentee }}"), "veld gemeentee; bedoelt u gemeente?"),
    ("an open condition", lambda one: one.add_paragraph("{% if gezamenlijk %}"), "tussen accolades klopt niet"),
    ("a picture that says nothing", lambda one: one.add_picture(io.BytesIO(PIXEL)), "heeft geen alternatieve tekst"),
    ("a table without a header", lambda one: one.add_table(1, 2), "tabel zonder kopregel"),
    ("no title", lambda one: setattr(one.core_properties, "title", ""), "heeft geen titel"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "says"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_a_faulty_template_blocks_the_wave(team: Any, edit: Callable[[Any], Any], says: str) -> None:
    fields = planned(team, "uitnodiging.docx", edited(team, "uitnodiging.docx", edit))
    assert fields["Stand"] == "Kan niet: zie melding"
    assert fields["Melding"].startswith("Het sjabloon is niet in orde. uitnodiging.docx: ")
    assert says in fields["Melding"] and "\n" not in fields["Melding"]
    assert not fields.get("Zegel") and team.hands.proofs("") == []


def test_what_is_no_word_file_blocks_the_wave(team: Any) -> None:
    fields = planned(team, "uitnodiging.docx", b"Geachte burgemeester,")
    assert fields["Stand"] == "Kan niet: zie melding"
    assert "sla het op als .docx" in fields["Melding"]


def with_a_large_picture(document: Any) -> None:
    """A megapixel of noise, which nothing can pack: some 3.5 MB."""
    side = 1080
    noise, lines = random.Random(1), []
    for _ in range(side):
        lines.append(b"\0" + noise.randbytes(3 * side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines), 0)), (b"IEND", b""))
    packed = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    ]
    document.add_picture(io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"".join(packed)))._inline.docPr.set("descr", "Ruis")


def test_a_letter_that_no_draft_can_carry_blocks_the_wave_and_says_what_to_do(team: Any) -> None:
    fields = planned(team, "uitnodiging.docx", edited(team, "uitnodiging.docx", with_a_large_picture))
    assert fields["Stand"] == "Kan niet: zie melding"
    assert fields["Melding"].startswith("De brief OTWB-DR-") and "is te groot (3.5 MB, hoogstens" in fields["Melding"]
    assert "maak de afbeeldingen in het sjabloon kleiner" in fields["Melding"]


def test_a_standing_approval_cannot_be_asked_for_a_faulty_template(team: Any) -> None:
    wrong = edited(team, "herinnering.docx", lambda one: one.add_paragraph("{{ gemeentee }}"))
    fields = planned(team, "herinnering.docx", wrong, brief="herinnering", provinces=())
    assert "herinnering.docx: onbekend veld gemeentee" in fields["Melding"]
    assert not fields.get("Zegel")


def test_a_mended_template_makes_the_wave(team: Any) -> None:
    fields = planned(team, "uitnodiging.docx", edited(team, "uitnodiging.docx", lambda one: one.add_paragraph("PS")))
    assert (fields["Stand"], fields["Aantal"]) == ("Proef klaar", 12)
