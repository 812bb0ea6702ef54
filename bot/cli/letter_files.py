"""All files of a command or none: a folder never holds half of what was asked for."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from bot.errors import DataError

LARGEST = 30_000_000
"""Bytes of a template: none is read into memory that the engine would refuse."""


def read(path: Path) -> bytes:
    """The bytes of a template; DataError where it cannot be read, or is far larger than a letter."""
    try:
        if path.stat().st_size > LARGEST:
            raise DataError(f"{path}: larger than {LARGEST // 1_000_000} MB; use smaller pictures")
        return path.read_bytes()
    except OSError as fault:
        raise DataError(f"{path}: cannot be read ({fault.strerror}); check the path") from None


def write(folder: Path, files: Iterable[tuple[str, bytes]], *, with_pdf: bool = False) -> int:
    """Write all files or none: they are made in a folder beside the others and moved when the last one is there."""
    try:
        new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return _move_in(folder, files, with_pdf)
        except BaseException:
            if new:
                folder.rmdir()
            raise
    except OSError as fault:
        raise DataError(f"{folder}: cannot be written ({fault.strerror}); choose another folder") from None


def _move_in(folder: Path, files: Iterable[tuple[str, bytes]], with_pdf: bool) -> int:
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as made:
        for name, content in files:
            (Path(made) / name).write_bytes(content)
        count = len(list(Path(made).iterdir()))
        if with_pdf:
            from bot.letters import pdf

            documents = {path.stem: path.read_bytes() for path in Path(made).glob("*.docx")}
            for stem, content in pdf.to_pdf(documents).items():
                (Path(made) / f"{stem}.pdf").write_bytes(content)
        for path in list(Path(made).iterdir()):
            path.replace(folder / path.name)
    return count
