"""All files of a command or none: a folder never holds half of what was asked for."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from bot.errors import DataError


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
