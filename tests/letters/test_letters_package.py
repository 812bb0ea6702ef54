"""A Word file's parts travel as they were packed, whatever the program that packed them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from bot.errors import DataError
from bot.letters.engine import Template
from bot.letters.package import Package

Word = Callable[..., bytes]


def packed(document: bytes, method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


METHODS = {"stored": zipfile.ZIP_STORED, "deflated": zipfile.ZIP_DEFLATED, "bzip2": zipfile.ZIP_BZIP2}


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_parts_without_fields_come_out_as_they_went_in(word: Word, method: int) -> None:
    template = packed(word("Beste {{ naam }}"), method)
    letter = Template.compile(template, "brief.docx").render({"naam": "Assen"})
    with zipfile.ZipFile(io.BytesIO(template)) as before, zipfile.ZipFile(io.BytesIO(letter)) as after:
        assert after.testzip() is None
        assert after.namelist() == before.namelist()
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert changed == ["word/document.xml"]


def test_one_turned_bit_in_any_part_is_found(word: Word) -> None:
    whole = word("Beste {{ naam }}")
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        infos = archive.infolist()
    for info in infos:
        middle = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
        broken = bytearray(whole)
        broken[middle] ^= 0x10
        with pytest.raises(DataError, match=r"brief\.docx: (is damaged|part .* is damaged|is not)"):
            Package(bytes(broken), "brief.docx")


def test_text_before_the_zip_is_passed_over(word: Word) -> None:
    whole = b"gemaakt door een scanner\n" + word("Beste {{ naam }}")
    assert b"{{ naam }}" in Package(whole, "brief.docx")["word/document.xml"]


def test_a_part_that_holds_more_than_it_tells_is_never_unpacked_whole(word: Word) -> None:
    """A bomb whose directory lies: a thousand bytes told, a hundred million packed."""
    content = bytes(100_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", content)
    told, crc = struct.pack("<L", 1000), struct.pack("<L", zlib.crc32(content[:1000]))
    lie = out.getvalue().replace(struct.pack("<L", len(content)), told)
    lie = lie.replace(struct.pack("<L", zlib.crc32(content)), crc)
    try:
        assert len(Package(lie, "brief.docx")["[Content_Types].xml"]) <= 1000
    except DataError as fault:
        assert "brief.docx: is damaged" in str(fault)
