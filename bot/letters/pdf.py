"""Word to tagged PDF by LibreOffice: few processes, every result counted and opened."""

import os
import re
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.errors import DataError

CHUNK = 200  # one soffice call makes at most 248 files and says nothing of the rest (facts/letters-replies, 2)
FILTER = (
    'pdf:writer_pdf_Export:{"PDFUACompliance":{"type":"boolean","value":"true"},'
    '"SelectPdfVersion":{"type":"long","value":"2"},"UseTaggedPDF":{"type":"boolean","value":"true"}}'
)
"""Tagged, PDF/UA and PDF/A-2. LibreOffice declares UA whatever the template lacks: lint checks that before."""

WORKERS = 2
SECONDS_A_FILE = 5


def available() -> bool:
    """Whether LibreOffice is installed."""
    return shutil.which("soffice") is not None


def to_pdf(files: Mapping[str, bytes], workdir: Path | None = None) -> dict[str, bytes]:
    """PDFs by the names of the letters (.docx bytes). DataError names the letter that LibreOffice did not make.

    Work files go to a folder of their own in `workdir` (default: the system's), which is removed.
    """
    if not files:
        return {}
    if not available():
        raise DataError(
            "LibreOffice (soffice) is not installed; install libreoffice-writer, or set letters.format=docx"
        )
    with tempfile.TemporaryDirectory(prefix="letters-", dir=workdir) as folder:
        base, names = Path(folder), list(files)
        numbered = {name: f"{number:05d}" for number, name in enumerate(names)}
        for name, number in numbered.items():
            (base / f"{number}.docx").write_bytes(files[name])
        chunks = _chunks([base / f"{numbered[name]}.docx" for name in names])
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(lambda item: _convert(base, item[0], item[1]), enumerate(chunks)))
        return {name: _opened(base / "pdf" / f"{number}.pdf", name) for name, number in numbered.items()}


def _chunks(paths: Sequence[Path]) -> list[Sequence[Path]]:
    """Even shares for the workers, none above CHUNK; few letters stay together, for each process takes a second."""
    share = min(CHUNK, max(20, -(-len(paths) // WORKERS)))
    return [paths[start : start + share] for start in range(0, len(paths), share)]


def _convert(base: Path, number: int, paths: Sequence[Path]) -> None:
    profile = base / f"profile{number}"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to"]
    command += [FILTER, "--outdir", str(base / "pdf"), *map(str, paths)]
    limit = 60 + SECONDS_A_FILE * len(paths)
    try:
        subprocess.run(command, capture_output=True, timeout=limit, check=False, env={**os.environ, "HOME": str(base)})
    except subprocess.TimeoutExpired:
        raise DataError(
            f"LibreOffice did not finish {len(paths)} letters in {limit} s; try again, or fewer at once"
        ) from None


def _opened(path: Path, name: str) -> bytes:
    """The PDF's bytes, if it begins and ends as one and has a page."""
    data = path.read_bytes() if path.exists() else b""
    if not (data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:] and b"/Page" in data):
        raise DataError(f"letter {name}: LibreOffice made no PDF of it; open the letter in Word to see what is wrong")
    return data


def tagged(data: bytes) -> bool:
    """Whether a PDF tells a screen reader its structure: a tree of tags, also where its objects are packed."""
    return b"/StructTreeRoot" in data or any(b"/StructTreeRoot" in one for one in _packed_objects(data))


def _packed_objects(data: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"/ObjStm\b[^\x00]{0,400}?stream\r?\n", data):
        unpacker = zlib.decompressobj()
        try:
            yield unpacker.decompress(data[found.end() :], 10_000_000)
        except zlib.error:
            continue
