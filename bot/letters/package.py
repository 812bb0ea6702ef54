"""A Word file as a zip: opened with suspicion, written back by copying what did not change."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import DataError

MAX_BYTES = 30_000_000
MAX_UNPACKED = 100_000_000
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_DOS_DATE = 0x21  # 1 January 1980: the same letter gives the same bytes, whenever it is made
_UTF8 = 0x800
_QUICK = 3  # packs a letter's own parts in half the time of 6, for some 2 % more bytes


@dataclass(frozen=True, slots=True)
class _Entry:
    name: bytes
    flags: int
    method: int
    crc: int
    packed: bytes
    size: int

    def local(self) -> bytes:
        head = _LOCAL.pack(
            b"PK\x03\x04", 20, self.flags, self.method, 0, _DOS_DATE, self.crc, len(self.packed), self.size,
            len(self.name), 0,
        )  # fmt: skip
        return head + self.name + self.packed

    def central(self, offset: int) -> bytes:
        head = _CENTRAL.pack(
            b"PK\x01\x02", 20, 20, self.flags, self.method, 0, _DOS_DATE, self.crc, len(self.packed), self.size,
            len(self.name), 0, 0, 0, 0, 0, offset,
        )  # fmt: skip
        return head + self.name


class Package:
    """The parts of an Office file in their order. `parts` holds the XML parts' content by name."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open `data`; DataError, naming the file, for what is not a sound Word file without macros."""
        self.name = name
        with _open(data, name) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check(infos, name)
            try:
                contents = {info.filename: archive.read(info) for info in infos}
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as fault:
                raise DataError(f"{name}: is damaged ({fault}); open it in Word and save it again") from None
        self.parts = {key: content for key, content in contents.items() if key.endswith((".xml", ".rels"))}
        if "[Content_Types].xml" not in self.parts:
            raise DataError(f"{name}: is not a Word file but another zip; save it in Word as .docx")
        self._entries = {key: _pack(key, content) for key, content in contents.items()}
        self._blobs = {key: entry.local() for key, entry in self._entries.items()}

    def written(self, changed: Mapping[str, bytes]) -> bytes:
        """The whole file with these parts' content replaced."""
        pieces, directory, offset = [], [], 0
        for key, entry in self._entries.items():
            if key in changed:
                entry = _pack(key, changed[key], _QUICK)
                blob = entry.local()
            else:
                blob = self._blobs[key]
            pieces.append(blob)
            directory.append(entry.central(offset))
            offset += len(blob)
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


def _pack(key: str, content: bytes, level: int = 6) -> _Entry:
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    return _Entry(key.encode(), 0 if key.isascii() else _UTF8, 8, zlib.crc32(content), packed, len(content))
