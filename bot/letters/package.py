"""A Word file as a zip: opened with suspicion, written back by copying what did not change."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.errors import DataError

MAX_BYTES = 30_000_000
MAX_UNPACKED = 100_000_000
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_DOS_DATE = 0x21  # 1 January 1980: the same letter gives the same bytes, whenever it is made
_UTF8 = 0x800
_PIECE = 1 << 16
_QUICK = 3  # packs a letter's own parts in half the time of 6, for some 2 % more bytes


@dataclass(frozen=True, slots=True)
class _Entry:
    """A part as it stands in the file: `blob` is its local header with the packed content after it."""

    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    blob: bytes

    def content(self) -> bytes:
        """Unpacked to the size that the file tells, whatever more is packed in it."""
        packed = memoryview(self.blob)[_LOCAL.size + len(self.name) :]
        if not self.method:
            return bytes(packed)
        return zlib.decompressobj(-15).decompress(packed, self.size) if self.size else b""

    def central(self, offset: int) -> bytes:
        head = _CENTRAL.pack(
            b"PK\x01\x02", 20, 20, self.flags, self.method, 0, _DOS_DATE, self.crc, self.packed, self.size,
            len(self.name), 0, 0, 0, 0, 0, offset,
        )  # fmt: skip
        return head + self.name


DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error)
"""How zipfile tells of a part that it cannot unpack: RuntimeError of a password, NotImplementedError of a method."""


class Package(Mapping[str, bytes]):
    """The parts of an Office file by name, in their order. Kept packed: a part is unpacked when it is asked for."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open `data`; DataError, naming the file, for what is not a sound Word file without macros."""
        self.name = name
        with _open(data, name) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check(infos, name)
            try:
                self._entries = {info.filename: _taken_over(data, archive, info) for info in infos}
            except DAMAGE as fault:
                raise DataError(f"{name}: is damaged ({fault}); open it in Word and save it again") from None
        if "[Content_Types].xml" not in self:
            raise DataError(f"{name}: is not a Word file but another zip; save it in Word as .docx")

    def __getitem__(self, part: str) -> bytes:
        return self._entries[part].content()

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def written(self, changed: Mapping[str, bytes]) -> bytes:
        """The whole file with these parts' content replaced."""
        pieces, directory, offset = [], [], 0
        for key, entry in self._entries.items():
            if key in changed:
                entry = _packed(key, changed[key], _QUICK)
            pieces.append(entry.blob)
            directory.append(entry.central(offset))
            offset += len(entry.blob)
        index = b"".join(directory)
        end = _END.pack(b"PK\x05\x06", 0, 0, len(directory), len(directory), len(index), offset, 0)
        return b"".join((*pieces, index, end))


def _open(data: bytes, name: str) -> zipfile.ZipFile:
    if len(data) > MAX_BYTES:
        raise DataError(f"{name}: larger than {MAX_BYTES // 1_000_000} MB; use smaller pictures")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise DataError(f"{name}: has a password or is an old .doc; save it as .docx without a password")
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise DataError(f"{name}: is not a Word file, or is damaged; save it in Word as .docx") from None


def _check(infos: list[zipfile.ZipInfo], name: str) -> None:
    if len(infos) > 5000 or sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise DataError(f"{name}: unpacks to more than {MAX_UNPACKED // 1_000_000} MB; this is no letter")
    if any(info.filename.lower().endswith("vbaproject.bin") for info in infos):
        raise DataError(f"{name}: holds macros; save it in Word as .docx (without macros)")
    names = [info.filename for info in infos]
    if len(set(names)) != len(names):
        raise DataError(f"{name}: holds a part twice; open it in Word and save it again")


def _taken_over(data: bytes, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> _Entry:
    """The part as it is packed in `data`, read through once in pieces: a damaged one must be found now."""
    with archive.open(info) as part:
        while part.read(_PIECE):
            pass
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return _packed(info.filename, archive.read(info))
    *_, name, extra = _LOCAL.unpack_from(data, info.header_offset)
    start = info.header_offset + _LOCAL.size + name + extra
    packed = data[start : start + info.compress_size]
    return _entry(info.filename, info.compress_type, info.CRC, packed, info.file_size)


def _packed(key: str, content: bytes, level: int = 6) -> _Entry:
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    return _entry(key, zipfile.ZIP_DEFLATED, zlib.crc32(content), packed, len(content))


def _entry(key: str, method: int, crc: int, packed: bytes, size: int) -> _Entry:
    name, flags = key.encode(), 0 if key.isascii() else _UTF8
    head = _LOCAL.pack(
        b"PK\x03\x04", 20, flags, method, 0, _DOS_DATE, crc, len(packed), size, len(name), 0
    )  # fmt: skip
    return _Entry(name, flags, method, crc, len(packed), size, b"".join((head, name, packed)))
